/** `j` and `k`: walks the rows of the page's list, marked by `data-row`. Enter is the link's own. */
export function rowStep(within: ParentNode, step: 1 | -1): void {
  const rows = [...within.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.offsetParent !== null);
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current') !== null);
  const next =
    rows[from < 0 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, from + step))];
  if (next === undefined) return;
  next.focus();
  // Rows that show their detail beside the list open as they are walked.
  if (next.dataset['row'] === 'open') next.click();
}
