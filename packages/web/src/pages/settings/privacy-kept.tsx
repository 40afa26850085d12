import type { PrivacyAnswer } from '@carpy/api';
import { For, type JSX, Show } from 'solid-js';
import { formatInteger, formatPlainDuration } from '../../format/index.ts';

/** What is kept of a request and for how long, and what the server takes out of every text. */
export function PrivacyKept(props: { readonly answer: PrivacyAnswer }): JSX.Element {
  const off = (): number => props.answer.patterns.filter((pattern) => !pattern.on).length;
  return (
    <>
      <p class="lead">
        Numbers (counts and durations by transaction, function and server) hold nothing of a person. Request records
        may; they are kept for <b>{formatPlainDuration(props.answer.retentionMs)}</b>, and below stands all that is in
        them.
      </p>
      <section class="card scroll patterns" aria-label="What is taken out">
        <header>
          <h2>Taken out before a record is kept</h2>
          <span class="unit">of messages, stacks, log lines and values; by the agent, and again by this server</span>
        </header>
        <Show when={off() > 0}>
          <p class="off-note">
            {formatInteger(off())} of {formatInteger(props.answer.patterns.length)} patterns{' '}
            {off() === 1 ? 'is' : 'are'} off; the server’s configuration (<code>redact</code>) says which are on.
          </p>
        </Show>
        <table>
          <thead>
            <tr>
              <th>Pattern</th>
              <th>State</th>
              <th class="hide">A text such as</th>
              <th class="hide">is kept as</th>
              <th class="r">Taken out since the start</th>
            </tr>
          </thead>
          <tbody>
            <For each={props.answer.patterns}>
              {(pattern) => (
                <tr classList={{ grey: !pattern.on }}>
                  <td>{pattern.name}</td>
                  <td>{pattern.on ? 'on' : <span class="chip">off</span>}</td>
                  <td class="hide">
                    <code>{pattern.example}</code>
                  </td>
                  <td class="hide">
                    <code>{pattern.replacement}</code>
                  </td>
                  <td class="r num">{formatInteger(props.answer.redactedCounts[pattern.name] ?? 0)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </section>
      <section class="card" aria-label="Fields of a record">
        <header>
          <h2>Fields of a record</h2>
          <span class="unit">nothing else is kept</span>
        </header>
        <dl class="kv">
          <For each={props.answer.fields}>
            {(field) => (
              <div>
                <dt class="num">{field.name}</dt>
                <dd>{field.text}</dd>
              </div>
            )}
          </For>
        </dl>
      </section>
      <Context answer={props.answer} />
    </>
  );
}

function Context(props: { readonly answer: PrivacyAnswer }): JSX.Element {
  const allowed = (): ReadonlySet<string> => new Set(props.answer.allowedContext);
  return (
    <section class="card" aria-label="Context">
      <header>
        <h2>Context</h2>
        <span class="unit">what an application adds to its requests</span>
      </header>
      <Show
        when={allowed().size > 0}
        fallback={
          <p>Every key that an application sends is kept. A list of allowed keys can be set in the configuration.</p>
        }
      >
        <p>
          Only these keys are kept:{' '}
          <For each={props.answer.allowedContext}>{(key) => <code class="key">{key}</code>}</For>
        </p>
      </Show>
      <h3>Seen lately</h3>
      <For each={props.answer.contextKeys} fallback={<p class="faint">No context has come.</p>}>
        {(entry) => (
          <p class="keys-of">
            <span class="faint">{entry.app}</span>{' '}
            <For each={entry.keys} fallback={<span class="faint">none</span>}>
              {(key) => {
                const dropped = (): boolean => allowed().size > 0 && !allowed().has(key);
                return (
                  <code class="key" classList={{ dropped: dropped() }} title={dropped() ? 'Not kept' : 'Kept'}>
                    {key}
                    <Show when={dropped()}>
                      <span class="sr-only"> (not kept)</span>
                    </Show>
                  </code>
                );
              }}
            </For>
          </p>
        )}
      </For>
    </section>
  );
}
