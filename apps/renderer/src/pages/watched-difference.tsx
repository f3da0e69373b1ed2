import { useTranslation } from "react-i18next";
import { Digest } from "../components/small.tsx";
import { useFormat } from "../format/use-format.ts";
import css from "./watched-files.module.css";

interface Side {
  readonly sha256: string | null;
  readonly bytes: number | null;
}

/** A file as it was meant, and as it is: digests and sizes. `fresh`: it was not there; `gone`: it is not there. */
export function FileDifference({
  before,
  now,
  fresh = false,
  gone = false,
}: {
  readonly before: Side;
  readonly now: Side;
  readonly fresh?: boolean;
  readonly gone?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <dl className={css.sides}>
      <div>
        <dt>{t("machine.files.before")}</dt>
        <dd>{fresh ? t("machine.files.notWatched") : <Known side={before} />}</dd>
      </div>
      <div>
        <dt>{t("machine.files.now")}</dt>
        <dd>{gone ? t("machine.files.notThere") : <Known side={now} />}</dd>
      </div>
    </dl>
  );
}

function Known({ side: { sha256, bytes } }: { side: Side }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {sha256 === null ? t("machine.files.notKnown") : <Digest value={sha256} name="SHA-256" />}
      {bytes !== null && <span className="num muted">{format.bytes(bytes)}</span>}
    </>
  );
}
