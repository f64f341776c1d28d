// Saves bytes as a file. The address is one of this page's own memory.

export function saveAs(name: string, bytes: Uint8Array<ArrayBuffer>, type = 'text/csv;charset=utf-8'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
