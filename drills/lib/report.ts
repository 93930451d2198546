import os from 'node:os';

export interface DrillResult {
  readonly lost: number;
  readonly countedTwice: number;
  /** What nobody should see: wrong answers, differences, delays. */
  readonly unexpected: number;
  readonly [figure: string]: number;
}

const flag = (name: string) =>
  process.argv
    .find(argument => argument.startsWith(`--${name}=`))
    ?.slice(name.length + 3) ??
  process.argv[process.argv.indexOf(`--${name}`) + 1 || process.argv.length];

/** How long the drill plays: `--minutes`, else its own default. */
export function playSeconds(fallback: number): number {
  const minutes = Number(flag('minutes'));
  return minutes > 0 ? minutes * 60 : fallback;
}

/** Plays a drill, says what came out, and ends with status 1 where something did that must not. */
export function runDrill(name: string, play: () => Promise<DrillResult>): void {
  play().then(
    figures => {
      for (const [figure, value] of Object.entries(figures)) {
        console.log(`  ${figure}: ${value}`);
      }
      if (process.argv.includes('--json')) {
        console.log(
          JSON.stringify({
            name,
            date: new Date().toISOString(),
            machine: `${os.cpus().length} x ${os.cpus()[0]?.model.trim()}, Node ${process.version}`,
            n: 1,
            ...figures,
          }),
        );
      }
      const { lost, countedTwice, unexpected } = figures;
      process.exit(lost + countedTwice + unexpected > 0 ? 1 : 0);
    },
    error => {
      console.error(error);
      process.exit(1);
    },
  );
}
