import type { Incident } from "@casemate/contract";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useSlice } from "../state/console-store.ts";
import { openDrawer } from "../state/ui-store.ts";

const PAGES = {
  log: "/log",
  vault: "/vault",
  machine: "/machine",
  gpu: "/machine/gpu",
  settings: "/settings",
  files: "/machine/files",
  models: "/models",
} as const;
type Target = keyof typeof PAGES | "health";

const OF_SUBJECT: Partial<Record<Incident["subject"]["kind"], Target>> = {
  log: "log",
  vault: "vault",
  service: "health",
  machine: "machine",
};

/** Where a person can put right what the incident is about. */
export function SubjectLink({ subject }: Pick<Incident, "subject">) {
  const { t } = useTranslation();
  const { items, readable } = useSlice("models");
  if (subject.kind === "chat" && readable)
    return (
      <Button component={Link} href={`/chat/${subject.id}`} size="xs">
        {t("incidents.go.chat")}
      </Button>
    );
  if (subject.kind === "chat") return <GoTo target="vault" />;
  if (subject.kind === "machine" && subject.id.startsWith("gpu:")) return <GoTo target="gpu" />;
  if (subject.kind === "console")
    return <GoTo target={Object.hasOwn(OF_CONSOLE, subject.id) ? (OF_CONSOLE[subject.id] ?? null) : null} />;
  if (subject.kind !== "model") return <GoTo target={OF_SUBJECT[subject.kind] ?? null} />;
  if (!readable) return <GoTo target="vault" />;
  if (!items.some(({ id }) => id === subject.id)) return null;
  return (
    <Button component={Link} href={`/models/${subject.id}`} size="xs">
      {t("incidents.go.model")}
    </Button>
  );
}

/** Where a part that is not well can be put right; null where no page helps. */
const OF_PART: Readonly<Record<string, Target>> = {
  log: "log",
  vault: "vault",
  confinement: "machine",
  policy: "settings",
  runtime: "models",
};

/** Where files that a person changed are taken over. */
const OF_CONSOLE: Readonly<Record<string, Target>> = { policy: "files", trust: "files", programs: "files" };

export function PartLink({ id, subject }: { id: string } & Pick<Incident, "subject">) {
  if (id === "subject") return <SubjectLink subject={subject} />;
  return <GoTo target={Object.hasOwn(OF_PART, id) ? (OF_PART[id] ?? null) : null} />;
}

function GoTo({ target }: { target: Target | null }) {
  const { t } = useTranslation();
  if (target === null) return null;
  if (target === "health")
    return (
      <Button
        size="xs"
        onClick={() => {
          openDrawer("health");
        }}
      >
        {t("incidents.go.health")}
      </Button>
    );
  return (
    <Button component={Link} href={PAGES[target]} size="xs">
      {t(`incidents.go.${target}`)}
    </Button>
  );
}
