import {
  createUnifiedTheme,
  genPageTheme,
  palettes,
  type PageTheme,
} from '@backstage/theme';

// Pages that Backstage brings and that are still drawn with Material UI get the colours of theme.css from here.

const FONT =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const PAGE_KINDS = [
  'home',
  'documentation',
  'tool',
  'service',
  'website',
  'library',
  'other',
  'app',
  'apis',
  'card',
] as const;

export const lightTheme = createUnifiedTheme({
  fontFamily: FONT,
  palette: {
    ...palettes.light,
    secondary: { main: '#304cc0' },
    primary: { main: '#304cc0', dark: '#2239a1' },
    background: { default: '#f5f7fa', paper: '#ffffff' },
    text: { primary: '#161a26', secondary: '#555b68' },
    border: '#e0e3e8',
    link: '#304cc0',
    linkHover: '#2239a1',
    textSubtle: '#555b68',
    navigation: {
      ...palettes.light.navigation,
      background: '#ffffff',
      color: '#555b68',
      selectedColor: '#161a26',
      indicator: '#304cc0',
    },
    tabbar: { indicator: '#304cc0' },
  },
  defaultPageTheme: 'home',
  pageTheme: quietPages('#f5f7fa', '#161a26'),
});

export const darkTheme = createUnifiedTheme({
  fontFamily: FONT,
  palette: {
    ...palettes.dark,
    secondary: { main: '#9fb9fc' },
    primary: { main: '#9fb9fc', dark: '#b9cdff' },
    background: { default: '#101319', paper: '#181c23' },
    text: { primary: '#edeef3', secondary: '#aaaeb8' },
    border: '#323641',
    link: '#9fb9fc',
    linkHover: '#b9cdff',
    textSubtle: '#aaaeb8',
    navigation: {
      ...palettes.dark.navigation,
      background: '#181c23',
      color: '#aaaeb8',
      selectedColor: '#edeef3',
      indicator: '#9fb9fc',
    },
    tabbar: { indicator: '#9fb9fc' },
  },
  defaultPageTheme: 'home',
  pageTheme: quietPages('#101319', '#edeef3'),
});

/** Page heads without the coloured wave: the accent is for what can be acted on. */
function quietPages(
  background: string,
  fontColor: string,
): Record<string, PageTheme> {
  const page = genPageTheme({
    colors: [background, background],
    shape: 'none',
    options: { fontColor },
  });
  const quiet = { ...page, backgroundImage: 'none' };
  return Object.fromEntries(PAGE_KINDS.map(kind => [kind, quiet]));
}
