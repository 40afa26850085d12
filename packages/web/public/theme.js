// Sets the theme before the first paint. The switch in the top bar writes the same key; "system" is the key's absence.
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem('carpy.theme');
  } catch {
    // Storage refused: follow the system.
  }
  const dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
