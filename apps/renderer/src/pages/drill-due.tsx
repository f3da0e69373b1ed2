import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Card, Section } from "../components/page.tsx";
import { useFormat } from "../format/use-format.ts";
import { useSlice } from "../state/console-store.ts";
import { useNow } from "../state/now.ts";
import { drillLater, panicSeenStore } from "../state/panic-seen.ts";
import { isDrillDue } from "./drill-rule.ts";
import { useVaultAge } from "./vault-age.ts";
import css from "./panic.module.css";

/** On Home when the last drill is 90 days old, or there was none and the vault is no longer new. Put away, it stays away for the session. */
export function DrillDue() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const age = useVaultAge();
  const { lastDrill } = useSlice("panic");
  const later = panicSeenStore((store) => store.later);
  const due = isDrillDue(lastDrill?.at ?? null, age, now);
  if (!due || later) return null;
  return (
    <Section title={t("panic.drill.dueTitle")}>
      <Card>
        <div className={css.row}>
          <p className={css.grow}>
            {lastDrill === null
              ? t("panic.drill.dueNever")
              : t("panic.drill.due", { time: format.relative(lastDrill.at, now) })}
          </p>
          <Button component={Link} href="/panic">
            {t("panic.drill.go")}
          </Button>
          <Button variant="subtle" onClick={drillLater}>
            {t("panic.drill.later")}
          </Button>
        </div>
      </Card>
    </Section>
  );
}
