// Leaves a file with the reader.

export const save = (name: string, content: Blob): void => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

export const saveText = (name: string, type: string, content: string): void =>
  save(name, new Blob([content], { type: `${type};charset=utf-8` }));
