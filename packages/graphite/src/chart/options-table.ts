/** The table of parameters in docs/render-charts.md. */
import { chartParams } from './options.ts';
import type { ChartParam } from './param.ts';

export function optionsTable(): string {
  const rows = Object.entries(chartParams as Readonly<Record<string, ChartParam<unknown>>>).map(
    ([name, { alias, allowed, help, fallback }]) => {
      // Colours and templates are listed once, below the table.
      const short = allowed.replace(/ as rrggbb or .*/, '').replace(/^default, dark, .*/, 'a template');
      const names = alias === undefined ? `\`${name}\`` : `\`${name}\`, \`${alias}\``;
      return `| ${names} | ${short} | ${fallback} | ${help} |`;
    },
  );
  return ['| parameter | takes | default | what it does |', '|---|---|---|---|', ...rows].join('\n');
}
