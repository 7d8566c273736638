// Tables, code and formulas that are wider than their place: the edge behind which there is more fades out
// (data-more="start", "end" or "both"; the style sheet does the rest). Whatever scrolls can be reached by keyboard.
const SCROLLING = ".scroll, .md-typeset__scrollwrap, pre > code, tex-formula.displayed, .provenance dd";

const mark = (box) => {
  const before = box.scrollLeft > 1;
  const after = box.scrollWidth - box.clientWidth - box.scrollLeft > 1;
  if (before || after) box.dataset.more = before && after ? "both" : before ? "start" : "end";
  else delete box.dataset.more;
  const scrolls = before || after || box.scrollHeight - box.clientHeight > 1;
  if (scrolls && !box.hasAttribute("tabindex")) box.tabIndex = 0;
};

document$.subscribe(() => {
  const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));
  // The theme puts plain tables into their boxes at about the same time, so these are looked for a frame later.
  requestAnimationFrame(() => {
    for (const box of document.querySelectorAll(SCROLLING)) {
      resized.observe(box);
      box.addEventListener("scroll", () => mark(box), { passive: true });
    }
  });
});
