// The page "Choose": from answers to a recommendation. The page holds what every way to answer comes to, so that there
// are no rules here, and every text in a table, so that there are no words here that nobody translates. The answers stand
// in the address, so that a recommendation can be linked.
(() => {
  "use strict";

  const form = document.getElementById("chooser");
  if (!form) return;

  const { outcomes, recommendations } = JSON.parse(document.getElementById("choose-outcomes").textContent);
  const result = document.getElementById("choose-result");
  const words = byName("choose-words");
  const advice = byName("choose-advice");
  const rows = { model: table("choose-model"), runtime: table("choose-runtime"), beside: table("choose-beside") };
  const commands = table("choose-commands");
  const questions = readQuestions();

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
  result.setAttribute("aria-label", words.result);
  form.replaceChildren(...questions.map(fields), element("button", { type: "reset" }, words.again));
  recall();

  // The cells of a table, row by row.
  function table(id) {
    return [...document.querySelectorAll(`#${id} tbody tr`)].map((row) => [...row.cells]);
  }

  // The second column by the first one.
  function byName(id) {
    return Object.fromEntries(table(id).map((row) => row.map((cell) => cell.textContent)));
  }

  // Each question is a row, and the rows below it are its answers.
  function readQuestions() {
    const questions = [];
    for (const [question, answer, text] of table("choose-questions")) {
      if (question.textContent) questions.push({ id: question.textContent, text, answers: [], answerTexts: [] });
      else {
        questions.at(-1).answers.push(answer.textContent);
        questions.at(-1).answerTexts.push(text);
      }
    }
    return questions;
  }

  function fields({ id, text, answers, answerTexts }) {
    const settled = element("span", { className: "no-matter" }, words.settled);
    const made = element("fieldset", {}, element("legend", {}, ...copyOf(text), " ", settled));
    made.dataset.question = id;
    answers.forEach((value, at) => {
      const field = element("input", { type: "radio", name: id, value });
      made.append(element("label", {}, field, element("span", {}, ...copyOf(answerTexts[at]))));
    });
    return made;
  }

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
    result.replaceChildren(element("p", {}, count === 1 ? words.last : words.more.replace("{}", count)));
  }

  function showRecommendation({ model, runtime, beside, command }) {
    const [title, line, reasons] = commands[command];
    const chosen = runtime === null ? [rows.model[model]] : [rows.model[model], rows.runtime[runtime]];
    const copy = element("button", { type: "button" }, words.copy);
    const code = element("code", { tabIndex: 0 }, line.textContent);
    copy.addEventListener("click", () => toClipboard(code, copy));
    result.replaceChildren(
      element("h2", {}, ...copyOf(title)),
      ...chosen.flatMap(([_, is, why]) => [
        element("p", {}, ...copyOf(is), `: ${advice[is.textContent]}`),
        element("p", { className: "sentence why" }, ...copyOf(why)),
      ]),
      ...beside.map((at) => element("p", { className: "sentence" }, ...copyOf(rows.beside[at][1]))),
      element("div", { className: "command" }, code, copy),
      element("p", {}, `${words.needs} `, element("code", {}, "cargo install --locked cargo-generate")),
      element("p", { className: "reasons" }, `${words.reasons} `, ...copyOf(reasons)),
    );
  }

  async function toClipboard(code, button) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = words.copied;
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = words.selected;
    }
    setTimeout(() => (button.textContent = words.copy), 2000);
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // What a cell holds, code and all.
  function copyOf(cell) {
    return cell.cloneNode(true).childNodes;
  }
})();
