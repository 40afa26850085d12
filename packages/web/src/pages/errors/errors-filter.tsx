import type { JSX } from 'solid-js';
import { ChartTabs } from '../../chart/index.ts';
import { changeView, view } from '../../router/navigation.ts';
import { errorStates } from '../../state/view-query.ts';
import { stateWords } from './group-words.ts';

const tabs = errorStates.map((key) => ({ key, label: stateWords[key] }));

/** Which groups are listed: by state and by text. */
export function ErrorsFilter(): JSX.Element {
  let typing: ReturnType<typeof setTimeout> | undefined;
  /** The server filters: a pause in the typing asks it. */
  const PAUSE_MS = 200;
  const find = (q: string): void => {
    clearTimeout(typing);
    typing = setTimeout(() => changeView({ q }, { replace: true }), PAUSE_MS);
  };
  return (
    <div class="errors-filter">
      <div class="with-key">
        <input
          type="search"
          data-page-filter
          aria-keyshortcuts="/"
          placeholder="Filter by message, type, place"
          aria-label="Filter errors"
          spellcheck={false}
          autocomplete="off"
          value={view().q}
          onInput={(event) => find(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            clearTimeout(typing);
            changeView({ q: '' }, { replace: true });
            event.currentTarget.blur();
          }}
        />
        <span class="key" aria-hidden="true">
          /
        </span>
      </div>
      <ChartTabs
        label="State"
        tabs={tabs}
        value={view().state}
        onChange={(state) => changeView({ state }, { replace: true })}
      />
    </div>
  );
}
