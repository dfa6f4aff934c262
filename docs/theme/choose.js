// The page "Choose": from answers to a recommendation. The page holds what every way to answer comes to, so that there
// are no rules here; the answers stand in the address, so that a recommendation can be linked.
(() => {
  "use strict";

  const form = document.getElementById("chooser");
  if (!form) return;

  const { questions, outcomes, recommendations } = JSON.parse(document.getElementById("choose-outcomes").textContent);
  const result = document.getElementById("choose-result");

  form.addEventListener("change", () => {
    remember();
    show();
  });
  form.addEventListener("reset", () => {
    // The fields are empty only once the event is over.
    setTimeout(() => {
      remember();
      show();
    });
  });
  window.addEventListener("hashchange", recall);
  form.classList.add("works");
  recall();

  // From the address into the fields; what is no answer is left out.
  function recall() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const { id } of questions) {
      for (const field of form.elements[id]) field.checked = field.value === given.get(id);
    }
    show();
  }

  function remember() {
    const given = new URLSearchParams();
    for (const { id } of questions) {
      if (form.elements[id].value) given.set(id, form.elements[id].value);
    }
    history.replaceState(null, "", "#" + given);
  }

  function show() {
    const given = questions.map(({ id, answers }) => answers.indexOf(form.elements[id].value));
    const ways = possible(given);
    const open = questions.filter((question, at) => {
      const matters = ways.some((way) => outcomesOver(way, at).size > 1);
      form.querySelector(`[data-question="${question.id}"]`).classList.toggle("settled", !matters);
      return matters && given[at] < 0;
    });
    if (open.length > 0) return showCount(open.length);
    showRecommendation(recommendations[outcomes[number(ways[0])]]);
  }

  // Every complete way to answer that agrees with what is given, as the places of the answers.
  function possible(given) {
    let ways = [[]];
    given.forEach((answer, at) => {
      const places = answer < 0 ? questions[at].answers.map((_, place) => place) : [answer];
      ways = ways.flatMap((way) => places.map((place) => [...way, place]));
    });
    return ways;
  }

  // What a way comes to if one question is answered otherwise.
  function outcomesOver(way, at) {
    return new Set(questions[at].answers.map((_, place) => outcomes[number(way.with(at, place))]));
  }

  // The place in `outcomes`, where the last question changes fastest.
  function number(way) {
    return way.reduce((sum, place, at) => sum * questions[at].answers.length + place, 0);
  }

  function showCount(count) {
    result.replaceChildren(element("p", {}, count === 1 ? "One question more." : `Up to ${count} questions more.`));
  }

  function showRecommendation({ title, choices, beside, command }) {
    const copy = element("button", { type: "button" }, "Copy");
    const code = element("code", { tabIndex: 0 }, command);
    copy.addEventListener("click", () => toClipboard(code, copy));
    result.replaceChildren(
      element("h2", {}, title),
      ...choices.flatMap(({ is, advice, why }) => [
        element("p", {}, element("strong", {}, is), `: ${advice}`),
        element("p", { className: "why" }, ...sentence(why)),
      ]),
      ...beside.map((remark) => element("p", {}, ...sentence(remark))),
      element("div", { className: "command" }, code, copy),
    );
  }

  async function toClipboard(code, button) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // What stands between backquotes is code.
  function sentence(text) {
    const whole = text[0].toUpperCase() + text.slice(1) + ".";
    return whole.split("`").map((part, at) => (at % 2 ? element("code", {}, part) : part));
  }
})();
