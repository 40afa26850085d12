import type { StackFrame } from '@carpy/api';
import { createMemo, createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { formatInteger } from '../format/index.ts';
import { CopyButton } from './copy-button.tsx';
import { foldFrames, functionOf, placeOf, type StackPart, stackText } from './stack-frames.ts';
import './stack-trace.css';

export interface StackTraceProps {
  readonly type: string;
  readonly message: string;
  readonly frames: readonly StackFrame[];
  /** The stack as the agent sent it, for the clipboard; made of the frames where it is not given. */
  readonly text?: string;
  /** True leaves type and message to what stands above. */
  readonly bare?: boolean;
}

/** Sources stand open for this many own frames from the top; more would be a wall. */
const OPEN_SOURCES = 3;

/** An error's stack: own frames open with their source where a map gives it, library frames folded. */
export function StackTrace(props: StackTraceProps): JSX.Element {
  const [unfolded, setUnfolded] = createSignal(false);
  const parts = createMemo(() => foldFrames(props.frames));
  const foldable = createMemo(() => parts().some((part) => part.is === 'library'));
  const openSources = createMemo(
    () =>
      new Set(
        parts()
          .flatMap((part) => (part.is === 'own' && part.frame.source !== undefined ? [part.frame] : []))
          .slice(0, OPEN_SOURCES),
      ),
  );
  const copied = (): string => props.text ?? stackText(`${props.type}: ${props.message}`, props.frames);
  return (
    <section class="stack-trace" aria-label="Stack">
      <header>
        <Show when={props.bare !== true} fallback={<span class="grow" />}>
          <p class="title grow">
            <b>{props.type}</b> <span class="wrap">{props.message}</span>
          </p>
        </Show>
        <Show when={foldable()}>
          <button type="button" class="pick plain" aria-pressed={unfolded()} onClick={() => setUnfolded(!unfolded())}>
            {unfolded() ? 'Own frames only' : 'All frames'}
          </button>
        </Show>
        <CopyButton label="Copy stack" text={copied} />
      </header>
      <Show
        when={parts().length > 0}
        fallback={
          <Show when={props.text} fallback={<p class="hint">No stack came with this error.</p>}>
            {(text) => <pre class="num">{text()}</pre>}
          </Show>
        }
      >
        <ol>
          <For each={parts()}>{(part) => <Part part={part} unfolded={unfolded()} openSources={openSources()} />}</For>
        </ol>
      </Show>
    </section>
  );
}

function Part(props: {
  readonly part: StackPart;
  readonly unfolded: boolean;
  readonly openSources: ReadonlySet<StackFrame>;
}): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const of = <Is extends StackPart['is']>(is: Is): Extract<StackPart, { is: Is }> | undefined =>
    props.part.is === is ? (props.part as Extract<StackPart, { is: Is }>) : undefined;
  return (
    <Switch>
      <Match when={of('own')}>
        {(part) => (
          <li class="own">
            <FrameLine frame={part().frame} />
            <Show when={part().frame.source}>
              {(source) => (
                <Source
                  source={source()}
                  line={part().frame.original?.line ?? part().frame.line}
                  open={props.openSources.has(part().frame)}
                />
              )}
            </Show>
          </li>
        )}
      </Match>
      <Match when={of('text')}>{(part) => <li class="between wrap">{part().text}</li>}</Match>
      <Match when={of('library')}>
        {(part) => (
          <Show
            when={part().frames.length > 1 && !props.unfolded}
            fallback={<For each={part().frames}>{(frame) => <LibraryLine frame={frame} />}</For>}
          >
            <li class="fold">
              <button type="button" aria-expanded={open()} onClick={() => setOpen(!open())}>
                {formatInteger(part().frames.length)} library frames
                <span class="faint">{part().packages.slice(0, 4).join(', ')}</span>
              </button>
            </li>
            <Show when={open()}>
              <For each={part().frames}>{(frame) => <LibraryLine frame={frame} />}</For>
            </Show>
          </Show>
        )}
      </Match>
    </Switch>
  );
}

const LibraryLine = (props: { readonly frame: StackFrame }): JSX.Element => (
  <li class="library">
    <FrameLine frame={props.frame} />
  </li>
);

function FrameLine(props: { readonly frame: StackFrame }): JSX.Element {
  /** Where it ran, for frames that a source map moved. */
  const ran = (): string | undefined => (props.frame.original === undefined ? undefined : props.frame.text.trim());
  return (
    <p class="frame num" title={ran()}>
      <span class="function wrap">{functionOf(props.frame)}</span>{' '}
      <span class="place wrap">
        {/* A long path is broken at its slashes, and never within a line's number. */}
        <For each={placeOf(props.frame).split(/(?<=\/)/)}>
          {(part) => (
            <>
              {part}
              <wbr />
            </>
          )}
        </For>
      </span>
    </p>
  );
}

function Source(props: {
  readonly source: NonNullable<StackFrame['source']>;
  /** Number of the line that threw or called. */
  readonly line: number | undefined;
  readonly open: boolean;
}): JSX.Element {
  const digits = (): number => String(props.source.startLine + props.source.lines.length).length;
  const lines = (): JSX.Element => (
    // Long lines scroll, so the block takes the focus.
    <pre class="source num" tabindex="0" style={{ '--digits': `${digits()}ch` }}>
      <For each={props.source.lines}>
        {(text, index) => {
          const number = (): number => props.source.startLine + index();
          return (
            <code
              classList={{ here: number() === props.line }}
              aria-current={number() === props.line ? 'true' : undefined}
            >
              <i>{number()}</i>
              {text}
              {'\n'}
            </code>
          );
        }}
      </For>
    </pre>
  );
  return (
    <Show
      when={props.open}
      fallback={
        <details>
          <summary>source</summary>
          {lines()}
        </details>
      }
    >
      {lines()}
    </Show>
  );
}
