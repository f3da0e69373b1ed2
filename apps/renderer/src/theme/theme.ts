import {
  createTheme,
  Button,
  Drawer,
  Menu,
  Modal,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";

/** Mantine wants ten shades of a colour; ours are states, not scales: every shade is the token. */
function token(name: string): MantineColorsTuple {
  const value = `var(--${name})`;
  return [value, value, value, value, value, value, value, value, value, value];
}

/** The design tokens of theme/tokens.css put into Mantine: type, radius, and buttons that read the tokens. */
export const theme = createTheme({
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "0.75rem", sm: "0.875rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.5", sm: "1.5", md: "1.5", lg: "1.5", xl: "1.4" },
  radius: { xs: "4px", sm: "6px", md: "6px", lg: "8px", xl: "8px" },
  defaultRadius: "sm",
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  shadows: { xs: "none", sm: "none", md: "var(--shadow)", lg: "var(--shadow)", xl: "var(--shadow)" },
  primaryColor: "interactive",
  colors: {
    interactive: token("interactive"),
    danger: token("danger"),
    warn: token("warn"),
    ok: token("ok"),
  },
  cursorType: "pointer",
  focusRing: "never",
  respectReducedMotion: true,
  variantColorResolver: ({ color, variant }) => {
    const base = color === "danger" ? "var(--danger)" : "var(--interactive)";
    const quiet = {
      background: "transparent",
      hover: "var(--hover)",
      hoverColor: color === "danger" ? base : "var(--text)",
      color: color === "danger" ? base : "var(--text)",
    };
    if (variant === "filled")
      return {
        background: base,
        hover: color === "danger" ? base : "var(--interactive-hover)",
        color: "var(--on-interactive)",
        border: "1px solid transparent",
      };
    if (variant === "subtle" || variant === "transparent")
      return { ...quiet, border: "1px solid transparent" };
    return {
      ...quiet,
      background: "var(--surface)",
      border: color === "danger" ? `1px solid ${base}` : "1px solid var(--line-strong)",
    };
  },
  components: {
    Button: Button.extend({
      defaultProps: { size: "sm", variant: "default" },
      styles: { root: { fontWeight: 550 }, label: { overflow: "visible" } },
    }),
    // The page scrolls in a box of its own; locking the body would only add a style element.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        transitionProps: { duration: 150, transition: "fade" },
        overlayProps: { backgroundOpacity: 0.5 },
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: {
        lockScroll: false,
        position: "right",
        transitionProps: { duration: 160 },
        overlayProps: { backgroundOpacity: 0.35 },
      },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        withinPortal: true,
        openDelay: 250,
        events: { hover: true, focus: true, touch: true },
        multiline: true,
        maw: 360,
      },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-end", withinPortal: true } }),
  },
});

const shared = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-bright": "var(--text)",
  "--mantine-color-dimmed": "var(--muted)",
  "--mantine-color-placeholder": "var(--muted)",
  "--mantine-color-anchor": "var(--interactive)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-color-disabled": "var(--surface)",
  "--mantine-color-disabled-color": "var(--muted)",
  "--mantine-color-disabled-border": "var(--line)",
  "--mantine-primary-color-filled": "var(--interactive)",
  "--mantine-primary-color-filled-hover": "var(--interactive-hover)",
  "--mantine-primary-color-contrast": "var(--on-interactive)",
  "--mantine-color-interactive-filled": "var(--interactive)",
  "--mantine-color-interactive-filled-hover": "var(--interactive-hover)",
  "--mantine-color-interactive-light": "var(--interactive-wash)",
  "--mantine-color-interactive-light-color": "var(--interactive)",
};

/** One set of variables: the tokens themselves change with the scheme. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, dark: shared, light: shared });

/** The nonce that the server wrote into this document; undefined where no policy asks for one. */
export function styleNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  return nonce === undefined || nonce === "" || nonce.startsWith("__") ? undefined : nonce;
}
