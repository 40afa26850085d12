import { type JSX, splitProps } from 'solid-js';
import { type GoOptions, hrefOf, navigate } from './navigation.ts';
import type { Route } from './routes.ts';

export interface LinkProps extends GoOptions, Omit<JSX.AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'> {
  readonly to: Route;
  /** Before the page opens. */
  readonly onFollow?: () => void;
}

/** A link to a page of ours: an honest `href`, so that it can be copied and opened in a tab, without a load. */
export function Link(props: LinkProps): JSX.Element {
  const [own, rest] = splitProps(props, ['to', 'view', 'keepView', 'replace', 'onFollow']);
  const options = (): GoOptions => ({
    ...(own.view === undefined ? {} : { view: own.view }),
    keepView: own.keepView ?? false,
    replace: own.replace ?? false,
  });
  const follow = (event: MouseEvent): void => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    own.onFollow?.();
    navigate(own.to, options());
  };
  return <a {...rest} href={hrefOf(own.to, options())} onClick={follow} />;
}
