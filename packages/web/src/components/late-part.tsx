import { ErrorBoundary, type JSX, Suspense } from 'solid-js';

export interface LatePartProps {
  /** What is missing where it does not come: "the heatmap". */
  readonly subject: string;
  readonly skeleton: JSX.Element;
  readonly children: JSX.Element;
}

/** A part of a page whose code comes when it is wanted. Where that does not come, or breaks, the page around it stays. */
export function LatePart(props: LatePartProps): JSX.Element {
  return (
    <ErrorBoundary
      fallback={(error) => (
        <div class="card notice failure" role="alert">
          <h2>Could not load {props.subject}</h2>
          <CodeDidNotCome error={error} />
        </div>
      )}
    >
      <Suspense fallback={props.skeleton}>{props.children}</Suspense>
    </ErrorBoundary>
  );
}

/** Why, and what to do. */
export function CodeDidNotCome(props: { readonly error: unknown }): JSX.Element {
  return (
    <>
      <p>The server did not answer, or runs another version of carpy than the one this page came from.</p>
      <p class="faint">{String(props.error)}</p>
      <div class="actions">
        <button type="button" class="pick plain" onClick={() => location.reload()}>
          Reload
        </button>
      </div>
    </>
  );
}
