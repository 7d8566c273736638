// The ledger's filter. It lives in the address, as #verdict=fails&section=optimizers, so that one can link to it.
// Any other fragment names a place on the page, which is then shown whatever the filter was.
document$.subscribe(() => {
  const form = document.querySelector("form.ledger-filter");
  if (!form) return;
  const groups = [...document.querySelectorAll(".claims")];
  const claims = groups.flatMap((group) => [...group.querySelectorAll(".claim")]);
  const status = form.querySelector(".ledger-status");
  const openAll = form.querySelector(".ledger-open");

  const show = () => {
    const { verdict, section } = Object.fromEntries(new FormData(form));
    for (const group of groups) {
      for (const claim of group.querySelectorAll(".claim")) claim.hidden = verdict !== "" && claim.dataset.verdict !== verdict;
      const empty = group.querySelector(".claim:not([hidden])") === null;
      group.hidden = empty || (section !== "" && group.dataset.section !== section);
    }
    const shown = claims.filter((claim) => !claim.closest("[hidden]")).length;
    status.textContent = shown ? `${shown} of ${claims.length} claims shown` : "No claim matches";
  };

  const write = () => {
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    history.replaceState(history.state, "", `${chosen}` ? `#${chosen}` : location.pathname + location.search);
  };

  // An unknown value leaves the choice where it is: at all.
  const choose = (wanted) => {
    form.reset();
    for (const radio of form.elements.verdict) radio.checked ||= radio.value === (wanted.get("verdict") ?? "");
    const { options } = form.elements.section;
    for (const option of options) option.selected ||= option.value === wanted.get("section");
    show();
  };

  const read = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    if (wanted.has("verdict") || wanted.has("section")) {
      choose(wanted);
      form.scrollIntoView();
      return;
    }
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target || target.closest("[hidden]")) choose(wanted);
    const details = target && target.closest(".claim")?.querySelector("details");
    if (details) details.open = true;
    if (target) target.scrollIntoView();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    show();
    write();
  });
  openAll.addEventListener("click", () => {
    const open = openAll.textContent === "Open all";
    openAll.textContent = open ? "Close all" : "Open all";
    for (const claim of claims) claim.querySelector("details").open = open;
  });
  window.addEventListener("hashchange", read);
  form.hidden = false;
  show();
  read();
});
