// The theme that was chosen here, before anything is drawn.
try {
  const theme = localStorage.getItem('gatehouse-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden: the system's theme holds.
}
