import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

// Named after dyes, as befits a loom. Checked for AA: shade 7 on white, shade 3 on dark.7.
const plum: MantineColorsTuple = [
  "#faf3fb",
  "#f1e3f3",
  "#e2c7e6",
  "#cfa5d6",
  "#b981c3",
  "#a263ae",
  "#8f529c",
  "#6a3b72",
  "#522c59",
  "#3a1f40",
];
const weld: MantineColorsTuple = [
  "#fff7e6",
  "#fdeccb",
  "#f8d898",
  "#f1c265",
  "#e8ad3d",
  "#d69622",
  "#b57b12",
  "#855809",
  "#6a4608",
  "#4a3105",
];
const moss: MantineColorsTuple = [
  "#eef8f0",
  "#d9eedd",
  "#b3dcbb",
  "#87c594",
  "#5cac6f",
  "#3f9156",
  "#2d7745",
  "#225d36",
  "#194628",
  "#10301b",
];
const madder: MantineColorsTuple = [
  "#fff1f0",
  "#fddedb",
  "#f9bab4",
  "#f2918a",
  "#e86b63",
  "#d64a43",
  "#b93630",
  "#962923",
  "#721d19",
  "#4f1310",
];
const woad: MantineColorsTuple = [
  "#eef5fb",
  "#d9e8f5",
  "#b2d0ea",
  "#84b3dc",
  "#5a96ca",
  "#3d7bb3",
  "#2d6395",
  "#234d75",
  "#1a3a58",
  "#11273c",
];
const gray: MantineColorsTuple = [
  "#f7f6f8",
  "#f0eef2",
  "#e5e2e9",
  "#d5d1db",
  "#bab4c3",
  "#968ea2",
  "#6c6479",
  "#524b5e",
  "#393343",
  "#241f2c",
];
const dark: MantineColorsTuple = [
  "#e2dee6",
  "#c6c0cd",
  "#aaa2b4",
  "#857d91",
  "#4b4555",
  "#3c3745",
  "#2f2b37",
  "#221f28",
  "#19171e",
  "#121016",
];

const humanist =
  'Seravek, "Gill Sans Nova", "Segoe UI", Ubuntu, Calibri, "Source Sans 3", "Noto Sans", "Liberation Sans", system-ui, sans-serif';

export const theme = createTheme({
  colors: { plum, weld, moss, madder, woad, gray, dark },
  primaryColor: "plum",
  primaryShade: { light: 7, dark: 6 },
  // In both schemes white stands on the primary colour with more than 4.5 : 1.
  autoContrast: true,
  black: "#1f1b26",
  defaultRadius: "md",
  fontFamily: humanist,
  fontFamilyMonospace:
    'ui-monospace, "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontFamily: humanist, fontWeight: "650", textWrap: "balance" },
  cursorType: "pointer",
  respectReducedMotion: true,
  // As data: `Drawer.extend` would bring the drawer itself into the first page.
  components: {
    Paper: { defaultProps: { radius: "lg" } },
    // The placeholder is no menu item, which a menu must not hold; the first item takes the focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { radius: "lg", centered: true } },
    Drawer: { defaultProps: { position: "right", overlayProps: { opacity: 0.35 } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250 } },
  },
});

/** In the dark Mantine's light variant is nearly black; a tint of the surface is calmer. */
const darkTints = Object.fromEntries(
  ["plum", "weld", "moss", "madder", "woad"].flatMap((dye) => {
    const tint = (share: number) =>
      `color-mix(in srgb, var(--mantine-color-${dye}-5) ${share}%, ${dark[7]})`;
    return [
      [`--mantine-color-${dye}-light`, tint(20)],
      [`--mantine-color-${dye}-light-hover`, tint(30)],
      [`--mantine-color-${dye}-light-color`, `var(--mantine-color-${dye}-2)`],
    ];
  }),
);

/** Mantine's dimmed, placeholder and error colours miss AA; these do not. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": gray[6],
    "--mantine-color-placeholder": gray[6],
    "--mantine-color-error": madder[6],
    "--mantine-color-anchor": plum[7],
    "--mantine-color-default-border": gray[3],
    "--app-canvas": gray[0],
    "--app-surface": "#ffffff",
    "--app-line": gray[2],
    "--app-accent": plum[7],
  },
  dark: {
    ...darkTints,
    "--mantine-color-dimmed": dark[2],
    "--mantine-color-placeholder": dark[2],
    "--mantine-color-error": madder[3],
    "--mantine-color-anchor": plum[3],
    "--mantine-color-default-border": dark[4],
    "--app-canvas": dark[8],
    "--app-surface": dark[7],
    "--app-line": dark[5],
    "--app-accent": plum[3],
  },
});
