// Makes tables sortable. Cells carry their sort key in data-sort; an empty one comes after everything else.
const rank = (key) => (key === "" ? Infinity : Number(key));

Tablesort.extend("key", () => false, (a, b) => {
  if (a === b) return 0;
  const [first, second] = [rank(a), rank(b)];
  if (Number.isNaN(first) || Number.isNaN(second)) return b.localeCompare(a);
  return second - first;
});

document$.subscribe(() => {
  for (const table of document.querySelectorAll("table.sortable")) new Tablesort(table);
});
