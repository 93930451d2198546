import type { CSSProperties } from 'react';
import type { RemixiconComponentType } from '@remixicon/react';
import { VisuallyHidden } from '@backstage/ui';
import '../tokens/tokens.css';
import styles from './status.module.css';

export interface StateLook {
  readonly icon: RemixiconComponentType;
  readonly word: string;
  /** A CSS colour; never the only sign. */
  readonly colour: string;
}

export interface StateIconProps {
  readonly look: StateLook;
  /** After the word: "until 3 May 2026", "since W38". */
  readonly detail?: string;
  /** Only the icon is drawn; the word stays for a screen reader and as a tooltip. */
  readonly iconOnly?: boolean;
  readonly size?: number;
}

interface StateStyle extends CSSProperties {
  '--state-colour': string;
}

export function stateStyle(colour: string): StateStyle {
  return { '--state-colour': colour };
}

/** The one way a state is drawn: icon, word and colour together. */
export function StateIcon({
  look,
  detail,
  iconOnly,
  size = 16,
}: StateIconProps) {
  const words = detail ? `${look.word}, ${detail}` : look.word;
  const Icon = look.icon;
  return (
    <span
      className={styles.state}
      style={stateStyle(look.colour)}
      title={iconOnly ? words : undefined}
    >
      <Icon size={size} aria-hidden="true" />
      {iconOnly ? (
        <VisuallyHidden>{words}</VisuallyHidden>
      ) : (
        <span className={styles.word}>{words}</span>
      )}
    </span>
  );
}
