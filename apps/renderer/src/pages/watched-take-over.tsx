import type { IntegrityOffer, State } from "@casemate/contract";
import { Button, Checkbox } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { act, say } from "../actions/actions.ts";
import { FromServer } from "../components/from-server.tsx";
import { Empty, Section } from "../components/page.tsx";
import { ErrorNote, FileName, Skeleton } from "../components/small.tsx";
import { visible } from "../format/text.ts";
import { useOffline } from "../frame/health.ts";
import { call } from "../state/connection.ts";
import { errorText } from "../state/error-text.ts";
import { FileDifference } from "./watched-difference.tsx";
import css from "./watched-files.module.css";

type Slice = State["integrity"];
type Line = IntegrityOffer["lines"][number];

/** What a person may say is meant: chosen here, shown once more where it is approved. */
export function TakeOver({ slice }: { slice: Slice }) {
  const { t } = useTranslation();
  const [leave, setLeave] = useState<readonly string[]>([]);
  const { all, problem, retry } = useOffer(slice);
  return (
    <Section title={t("machine.files.accept")} note={t("machine.files.acceptNote")}>
      {problem !== null ? (
        <ErrorNote text={errorText(problem)} onRetry={retry} />
      ) : all === null ? (
        <Skeleton lines={2} />
      ) : all.refused !== null ? (
        <p className={css.refused}>
          <FromServer>{visible(all.refused)}</FromServer>
        </p>
      ) : all.lines.length === 0 ? (
        <Empty>{t("machine.files.nothing")}</Empty>
      ) : (
        <Choice lines={all.lines} notes={all.notes} more={all.more} leave={leave} onLeave={setLeave} />
      )}
    </Section>
  );
}

/** Everything that can be taken over, read again whenever something was found or taken over. */
function useOffer({ checkedAt, baselineAt, changed }: Slice): {
  all: IntegrityOffer | null;
  problem: unknown;
  retry: () => void;
} {
  const [all, setAll] = useState<IntegrityOffer | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    call("integrity.offer", {}).then(
      (offer) => {
        if (!current) return;
        setAll(offer);
        setProblem(null);
      },
      (error: unknown) => {
        if (current) setProblem(error);
      },
    );
    return () => {
      current = false;
    };
  }, [checkedAt, baselineAt, changed, round]);
  return {
    all,
    problem,
    retry: () => {
      setRound((before) => before + 1);
    },
  };
}

function Choice({
  lines,
  notes,
  more,
  leave,
  onLeave,
}: {
  readonly lines: readonly Line[];
  readonly notes: readonly string[];
  readonly more: number;
  readonly leave: readonly string[];
  readonly onLeave: (leave: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const offline = useOffline();
  const [busy, setBusy] = useState(false);
  const count = lines.filter(({ path }) => !leave.includes(path)).length + more;
  const accept = async (): Promise<void> => {
    setBusy(true);
    // Asked anew with what was chosen: what is approved is bound to exactly this answer.
    const offer = await act("integrity.offer", { leave: [...leave] });
    if (offer && (await act("integrity.accept", { digest: offer.digest }))) say(t("machine.files.began"));
    setBusy(false);
  };
  return (
    <>
      {notes.map((note) => (
        <p key={note} className={css.refused}>
          <FromServer>{visible(note)}</FromServer>
        </p>
      ))}
      <ul className={css.files} aria-label={t("machine.files.list")}>
        {lines.map((line) => (
          <LineRow
            key={`${line.group} ${line.path}`}
            line={line}
            taken={!leave.includes(line.path)}
            onTake={(taken) => {
              onLeave(taken ? leave.filter((path) => path !== line.path) : [...leave, line.path]);
            }}
          />
        ))}
      </ul>
      {more > 0 && <p className="muted">{t("machine.files.more", { count: more })}</p>}
      <p className={css.buttons}>
        <Button onClick={() => void accept()} loading={busy} disabled={offline || count === 0}>
          {t("machine.files.button", { count })}
        </Button>
        {count === 0 && <span className="muted">{t("machine.files.nothingChosen")}</span>}
      </p>
    </>
  );
}

function LineRow({
  line,
  taken,
  onTake,
}: {
  readonly line: Line;
  readonly taken: boolean;
  readonly onTake: (taken: boolean) => void;
}) {
  const { t } = useTranslation();
  const { group, path, from, to, fromBytes, toBytes, known } = line;
  // Only what a person writes can be left as it was meant to be, and only where something says how that was.
  const free = known && (group === "policy" || group === "trust");
  return (
    <li className={css.file}>
      <Checkbox
        size="xs"
        checked={taken}
        disabled={!free}
        aria-label={t("machine.files.choose", { path: visible(path) })}
        onChange={(event) => {
          onTake(event.currentTarget.checked);
        }}
      />
      <div className={css.words}>
        <p>
          {t(`machine.files.group.${group}`)} <FileName name={path} strong />
        </p>
        <FileDifference
          before={{ sha256: from, bytes: fromBytes }}
          now={{ sha256: to, bytes: toBytes }}
          fresh={known && from === null && fromBytes === null}
          gone={to === null && toBytes === null}
        />
      </div>
    </li>
  );
}
