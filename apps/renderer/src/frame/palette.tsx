import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useMantineColorScheme } from "@mantine/core";
import {
  Activity,
  Box,
  FolderOpen,
  HelpCircle,
  Lock,
  OctagonX,
  ScrollText,
  SunMoon,
  Upload,
  XCircle,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { act, lockVault } from "../actions/actions.ts";
import { panicNow } from "../actions/panic.ts";
import { pickFiles, pickFolder } from "../components/file-picker.tsx";
import { visible } from "../format/text.ts";
import { useSlice } from "../state/console-store.ts";
import { navigate } from "../state/hash-location.ts";
import { openDrawer, setHelp } from "../state/ui-store.ts";
import { PAGE_IDS, PAGES } from "./pages.ts";

/** Ctrl/⌘ K: pages, commands that make sense now, models. */
export function Palette() {
  const { t } = useTranslation();
  const groups = [usePageActions(), useCommandActions(), useModelActions()].filter(
    ({ actions }) => actions.length > 0,
  );
  return (
    <Spotlight
      actions={groups}
      shortcut={["mod + K"]}
      nothingFound={t("palette.nothing")}
      highlightQuery
      limit={40}
      tagsToIgnore={[]}
      attributes={{ content: { "aria-label": t("top.paletteLabel") } }}
      scrollable
      maxHeight={440}
      overlayProps={{ backgroundOpacity: 0.5, blur: 0 }}
      transitionProps={{ duration: 120, transition: "fade" }}
      lockScroll={false}
      searchProps={{ placeholder: t("palette.placeholder"), "aria-label": t("palette.placeholder") }}
    />
  );
}

function usePageActions(): SpotlightActionGroupData {
  const { t } = useTranslation();
  const actions = PAGE_IDS.map((id): SpotlightActionData => {
    const { icon: Icon, path } = PAGES[id];
    return {
      id: `page-${id}`,
      label: t(`nav.${id}`),
      leftSection: <Icon aria-hidden className="icon" />,
      onClick: () => {
        navigate(path);
      },
    };
  });
  return { group: t("palette.pages"), actions };
}

function useCommandActions(): SpotlightActionGroupData {
  const { t } = useTranslation();
  const vault = useSlice("vault").state;
  const [unlocked, hasVault] = [vault === "unlocked", vault !== "absent"];
  const loaded = useSlice("runtime").state === "ready";
  const { toggleColorScheme } = useMantineColorScheme();
  const actions: (SpotlightActionData | false)[] = [
    unlocked && {
      id: "lock",
      label: t("palette.lock"),
      leftSection: <Lock aria-hidden className="icon" />,
      onClick: () => void lockVault(),
    },
    hasVault && {
      id: "panic",
      label: t("palette.panic"),
      leftSection: <OctagonX aria-hidden className="icon" />,
      onClick: panicNow,
    },
    unlocked && {
      id: "choose",
      label: t("palette.choose"),
      leftSection: <Upload aria-hidden className="icon" />,
      onClick: () => {
        navigate("/models");
        pickFiles();
      },
    },
    unlocked && {
      id: "choose-folder",
      label: t("palette.chooseFolder"),
      leftSection: <FolderOpen aria-hidden className="icon" />,
      onClick: () => {
        navigate("/models");
        pickFolder();
      },
    },
    loaded && {
      id: "unload",
      label: t("palette.unload"),
      leftSection: <XCircle aria-hidden className="icon" />,
      onClick: () => void act("runtime.unload", {}),
    },
    {
      id: "verify",
      label: t("palette.verify"),
      leftSection: <ScrollText aria-hidden className="icon" />,
      onClick: () => {
        navigate("/log?verify=1");
      },
    },
    {
      id: "health",
      label: t("palette.health"),
      leftSection: <Activity aria-hidden className="icon" />,
      onClick: () => {
        openDrawer("health");
      },
    },
    {
      id: "theme",
      label: t("palette.theme"),
      leftSection: <SunMoon aria-hidden className="icon" />,
      onClick: () => {
        toggleColorScheme();
      },
    },
    {
      id: "help",
      label: t("palette.help"),
      leftSection: <HelpCircle aria-hidden className="icon" />,
      onClick: () => {
        setHelp(true);
      },
    },
  ];
  return { group: t("palette.commands"), actions: actions.filter((action) => action !== false) };
}

function useModelActions(): SpotlightActionGroupData {
  const { t } = useTranslation();
  const { items } = useSlice("models");
  const actions = items.map((model): SpotlightActionData => ({
    id: `model-${model.id}`,
    label: visible(model.name),
    leftSection: <Box aria-hidden className="icon" />,
    onClick: () => {
      navigate(`/models/${model.id}`);
    },
  }));
  return { group: t("palette.models"), actions };
}
