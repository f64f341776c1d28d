// Prints one panel alone: the rest of the page stays where it is and is not on the paper.

export function printPaper(): void {
  const root = document.documentElement;
  root.dataset['paper'] = 'on';
  addEventListener('afterprint', () => delete root.dataset['paper'], { once: true });
  print();
}
