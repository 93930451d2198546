import type { MetricStatus } from '@mli/plugin-insights-common';
import {
  RiEyeOffLine,
  RiLock2Line,
  RiScales3Line,
  RiSubtractLine,
} from '@remixicon/react';
import { plainSpaces } from '../format';
import type { GridPlace } from './gridFocus';
import type { HeatScale } from './heatScale';
import styles from './charts.module.css';

export interface HeatMapCell {
  readonly status: MetricStatus;
  /** Only with `ok`. */
  readonly value?: number;
  /** The cell in words: "5 h 12 min, 320 runs", "hidden: fewer than 5 people". */
  readonly description: string;
}

export interface HeatMapCellViewProps {
  readonly cell: HeatMapCell | undefined;
  readonly scale: HeatScale;
  readonly format: (value: number) => string;
  readonly place: GridPlace;
  readonly label: string;
  readonly isActive: boolean;
  readonly isPressable: boolean;
}

const ABSENT_ICONS = {
  ok: RiSubtractLine,
  hidden: RiLock2Line,
  'not-enough-data': RiScales3Line,
  'too-little-seen': RiEyeOffLine,
  'not-available': RiSubtractLine,
} as const satisfies Record<MetricStatus, unknown>;

/** A cell with its value on its colour, or hatched with the sign of why there is none. */
export function HeatMapCellView(props: HeatMapCellViewProps) {
  const { cell, scale, format, place, label, isActive, isPressable } = props;
  const value = cell?.status === 'ok' ? cell.value : undefined;
  const colours = value === undefined ? undefined : scale.colours(value);
  const Icon = ABSENT_ICONS[cell?.status ?? 'not-available'];
  const isHatched =
    value === undefined &&
    cell !== undefined &&
    cell.status !== 'not-available';
  const classes = [
    styles.heatCell,
    isPressable && styles.heatPressable,
    value === undefined && styles.heatAbsent,
    isHatched && styles.hatched,
  ];
  return (
    <td
      role="gridcell"
      className={classes.filter(Boolean).join(' ')}
      style={
        colours && { background: colours.background, color: colours.foreground }
      }
      data-row={place.row}
      data-column={place.column}
      tabIndex={isActive ? 0 : -1}
      aria-label={plainSpaces(
        `${label}: ${cell?.description ?? 'not available'}`,
      )}
    >
      {value === undefined ? (
        <Icon size={14} aria-hidden="true" />
      ) : (
        format(value)
      )}
    </td>
  );
}
