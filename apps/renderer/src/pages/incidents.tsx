import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Empty, Page } from "../components/page.tsx";
import { openDrawer } from "../state/ui-store.ts";

/** Honest about what is not there yet. */
export function Incidents() {
  const { t } = useTranslation();
  return (
    <Page
      title={t("incidents.title")}
      lead={t("incidents.lead")}
      todo={t("incidents.todo")}
      action={
        <>
          <Button
            onClick={() => {
              openDrawer("health");
            }}
          >
            {t("incidents.health")}
          </Button>
          <Button component={Link} href="/log">
            {t("incidents.log")}
          </Button>
        </>
      }
    >
      <Empty title={t("incidents.planned")}>{t("incidents.plannedText")}</Empty>
    </Page>
  );
}
