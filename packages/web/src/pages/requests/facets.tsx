import type { RecordFacetValue } from '@carpy/api';
import type { FacetField } from '@carpy/core';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { keyedRows } from '../../components/keyed-rows.ts';
import { formatCount, formatEstimate, formatInteger } from '../../format/index.ts';
import { excludedValues, type FacetAction, facetState, partsOf, toggleFacet } from '../../state/query-parts.ts';
import { facetLabel, facetValues, usefulFacets } from './facet-fields.ts';

export interface FacetsProps {
  readonly facets: Readonly<Record<string, readonly RecordFacetValue[]>>;
  /** True where they were counted in an even part of the records that match, and scaled up. */
  readonly approximate: boolean;
  readonly query: string;
  readonly onQuery: (query: string) => void;
}

/** Values shown of a field before "more". */
const FEW = 6;

/** What the matching requests have in common: a click asks for a value alone, with shift it leaves it out. */
export function Facets(props: FacetsProps): JSX.Element {
  const parts = createMemo(() => partsOf(props.query));
  const fields = createMemo(() => usefulFacets(props.facets, (field) => excludedValues(parts(), field).length > 0));
  return (
    <For each={fields()}>
      {({ field, title }) => (
        <Facet
          field={field}
          title={title}
          values={facetValues(field, props.facets[field] ?? [])}
          approximate={props.approximate}
          excluded={excludedValues(parts(), field)}
          stateOf={(value) => facetState(parts(), field, value)}
          onToggle={(value, action) => props.onQuery(toggleFacet(props.query, field, value, action))}
        />
      )}
    </For>
  );
}

interface FacetProps {
  readonly field: FacetField;
  readonly title: string;
  readonly values: readonly RecordFacetValue[];
  readonly approximate: boolean;
  readonly excluded: readonly string[];
  readonly stateOf: (value: string) => FacetAction | undefined;
  readonly onToggle: (value: string, action: FacetAction) => void;
}

function Facet(props: FacetProps): JSX.Element {
  const [all, setAll] = createSignal(false);
  const most = createMemo(() => props.values.reduce((top, { count }) => Math.max(top, count), 1));
  const shown = (): readonly RecordFacetValue[] => (all() ? props.values : props.values.slice(0, FEW));
  const rows = keyedRows(shown, ({ value }) => value);
  const gone = (): readonly string[] =>
    props.excluded.filter((value) => !props.values.some((one) => one.value === value));
  const title = ({ value, count, estimated }: RecordFacetValue): string => {
    const about = estimated === count ? '' : `, of ${formatEstimate(estimated)} requests`;
    const kept = props.approximate
      ? `${formatEstimate(count)} kept (counted in an even part of them)`
      : `${formatInteger(count)} kept`;
    return `${value}: ${kept}${about}. Click: only these. Shift-click: all but these.`;
  };
  return (
    <section class="facet" aria-label={props.title}>
      <h2>{props.title}</h2>
      <ul>
        <For each={rows()}>
          {({ key, row }) => (
            <li>
              <button
                type="button"
                class="facet-value"
                aria-pressed={props.stateOf(key) === 'only'}
                title={title(row())}
                onClick={(event) => props.onToggle(key, event.shiftKey ? 'exclude' : 'only')}
              >
                <i class="facet-bar" style={{ width: `${(row().count / most()) * 100}%` }} />
                <span class="ellipsis">{facetLabel(props.field, key)}</span>
                <span class="num">{props.approximate ? formatEstimate(row().count) : formatCount(row().count)}</span>
              </button>
              <button
                type="button"
                class="facet-not"
                aria-label={`Leave out ${key}`}
                title="Leave out"
                onClick={() => props.onToggle(key, 'exclude')}
              >
                ≠
              </button>
            </li>
          )}
        </For>
        <For each={gone()}>
          {(value) => (
            <li>
              <button
                type="button"
                class="facet-value gone"
                aria-label={`${value} is left out; take it in again`}
                title="Take in again"
                onClick={() => props.onToggle(value, 'exclude')}
              >
                <s class="ellipsis">{facetLabel(props.field, value)}</s>
                <span>≠</span>
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.values.length > FEW}>
        <button type="button" class="as-link facet-more" aria-expanded={all()} onClick={() => setAll(!all())}>
          {all() ? 'Fewer' : `${props.values.length - FEW} more`}
        </button>
      </Show>
    </section>
  );
}
