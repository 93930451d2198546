import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { ReactNode, useDeferredValue } from 'react';
import { useSearchParams } from 'react-router-dom';
import styles from './ViewSwitch.module.css';

export interface ViewOption<Id extends string> {
  id: Id;
  label: string;
}

export interface ViewSwitchProps<Id extends string> {
  /** Parameter of the URL that says which one is shown; the first option needs none. */
  parameter: string;
  label: string;
  options: readonly ViewOption<Id>[];
  /** At the end of the row. */
  end?: ReactNode;
  children: (chosen: Id) => ReactNode;
}

/** One of several views; which one is kept in the URL. */
export function ViewSwitch<Id extends string>(props: ViewSwitchProps<Id>) {
  const { parameter, label, options, end, children } = props;
  const [search, setSearch] = useSearchParams();
  const chosen =
    options.find(({ id }) => id === search.get(parameter)) ?? options[0];
  // The button answers at once; a large view is drawn after it, without holding up what is pressed next.
  const shown = useDeferredValue(chosen?.id);
  if (!chosen || shown === undefined) return null;
  const choose = (id: Id) => {
    const next = new URLSearchParams(search);
    if (id === options[0]?.id) next.delete(parameter);
    else next.set(parameter, id);
    setSearch(next);
  };
  return (
    <>
      <div className={styles.bar}>
        <ToggleButtonGroup
          className={styles.options}
          aria-label={label}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[chosen.id]}
          onSelectionChange={keys => {
            const next = options.find(({ id }) => keys.has(id));
            if (next) choose(next.id);
          }}
        >
          {options.map(option => (
            <ToggleButton key={option.id} id={option.id}>
              {option.label}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        {end}
      </div>
      {children(shown)}
    </>
  );
}
