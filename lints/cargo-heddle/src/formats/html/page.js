"use strict";
const filter = document.getElementById("filter");
if (filter) {
  const articles = [...document.querySelectorAll("article")];
  const show = () => {
    const lint = filter.elements.lint.value;
    const words = document.getElementById("words").value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const article of articles) {
      const text = article.textContent.toLowerCase();
      article.hidden = (lint && article.dataset.lint !== lint) || !words.every((word) => text.includes(word));
      left += article.hidden ? 0 : 1;
    }
    document.getElementById("none").hidden = left > 0;
  };
  filter.addEventListener("input", show);
  filter.addEventListener("submit", (event) => event.preventDefault());
  show();
}
const open = () => {
  const lint = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (lint instanceof HTMLDetailsElement) lint.open = true;
};
addEventListener("hashchange", open);
open();
