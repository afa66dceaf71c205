// The console's keyboard: Enter to the next field, F2 to the search box, F9 to save, Escape back; look-ups while typing;
// a document number checked when its field is left. Without this file every form still works.
(function () {
  "use strict";

  function cookie(name) {
    const found = document.cookie.split("; ").find((each) => each.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function token() {
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return field ? field.value : cookie("csrftoken");
  }

  function later(act, milliseconds) {
    let waiting = 0;
    return function (...given) {
      clearTimeout(waiting);
      waiting = setTimeout(() => act(...given), milliseconds);
    };
  }

  function fieldsOf(form) {
    return [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button[data-save]")].filter(
      (each) => !each.disabled && each.offsetParent !== null
    );
  }

  function enterMoves(form) {
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName === "TEXTAREA" || event.target.tagName === "BUTTON") return;
      event.preventDefault();
      const fields = fieldsOf(form);
      const following = fields[fields.indexOf(event.target) + 1];
      if (following) following.focus();
    });
  }

  function told(field, text, sound) {
    const box = field.closest(".tc-form-field");
    let line = box.querySelector("[data-told]");
    if (!line) {
      line = document.createElement("p");
      line.dataset.told = "";
      line.setAttribute("role", "status");
      box.append(line);
    }
    line.className = sound ? "tc-told" : "tc-error";
    line.textContent = text;
    box.classList.toggle("tc-wrong", !sound);
  }

  async function checkNumber(field) {
    const form = field.form;
    const kind = form.elements.document_kind;
    if (!field.value.trim() || !kind || !kind.value) return;
    const body = new URLSearchParams({ kind: kind.value, number: field.value });
    const headers = { "X-CSRFToken": token() };
    const answer = await fetch(field.dataset.checkNumber, { method: "POST", body, headers, credentials: "same-origin" });
    if (!answer.ok) return;
    const read = await answer.json();
    told(field, read.told, read.sound);
    if (read.sound && read.birth && form.elements.birth) form.elements.birth.value = read.birth;
    if (read.sound && read.sex && form.elements.sex) form.elements.sex.value = read.sex;
  }

  function looksUp(field, place) {
    const list = document.createElement("datalist");
    list.id = "found-" + place;
    field.after(list);
    field.setAttribute("list", list.id);
    field.addEventListener(
      "input",
      later(async () => {
        const typed = field.value.trim();
        if (!typed || typed.includes("#")) return;
        const asked = new URLSearchParams({ q: typed, act: field.dataset.act || "" });
        const answer = await fetch(field.dataset.find + "?" + asked, { credentials: "same-origin" });
        if (!answer.ok) return;
        const { found } = await answer.json();
        list.replaceChildren(
          ...found.map((each) => {
            const option = document.createElement("option");
            option.value = each.value;
            if (each.label) option.label = each.label;
            return option;
          })
        );
      }, 200)
    );
    field.addEventListener("blur", () => {
      const options = [...list.options];
      if (options.length === 1 && field.value && !field.value.includes("#")) field.value = options[0].value;
    });
  }

  function keys(event) {
    if (event.key === "F2") {
      const search = document.querySelector("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "F9") {
      const save = document.querySelector("[data-save]");
      if (save) {
        event.preventDefault();
        save.click();
      }
    } else if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
      const back = document.querySelector("[data-back]");
      if (back && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) back.click();
      else document.activeElement.blur();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest("#result_list")) {
      const links = [...document.querySelectorAll("#result_list tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
      const here = links.indexOf(event.target.closest("tr").querySelector("a"));
      const there = links[here + (event.key === "ArrowDown" ? 1 : -1)];
      if (there) {
        event.preventDefault();
        there.focus();
      }
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-enter-moves]").forEach(enterMoves);
    document.querySelectorAll("[data-find]").forEach(looksUp);
    document.querySelectorAll("[data-check-number]").forEach((field) => {
      field.addEventListener("blur", () => checkNumber(field));
    });
    document.querySelectorAll("[data-day]").forEach((field) => {
      field.addEventListener("blur", () => {
        field.value = field.value.trim().replace(/^(\d{4})[/.]?(\d{2})[/.]?(\d{2})$/, "$1-$2-$3");
      });
    });
    document.querySelectorAll("form[data-sure]").forEach((form) => {
      form.addEventListener("submit", (event) => {
        if (!window.confirm(form.dataset.sure)) event.preventDefault();
      });
    });
    document.querySelectorAll("[data-dialog]").forEach((button) => {
      button.addEventListener("click", () => document.getElementById(button.dataset.dialog).showModal());
    });
    document.querySelectorAll("dialog[data-open]").forEach((dialog) => dialog.showModal());
    document.querySelectorAll("[data-close]").forEach((button) => {
      button.addEventListener("click", () => button.closest("dialog").close());
    });
    document.querySelectorAll("[data-hide-after]").forEach((shown) => {
      setTimeout(() => {
        shown.textContent = "••••••";
      }, Number(shown.dataset.hideAfter) * 1000);
    });
    document.querySelectorAll("[data-print]").forEach((button) => {
      button.addEventListener("click", () => window.print());
    });
    const first = document.querySelector(".tc-wrong input, .tc-wrong select, .tc-wrong textarea") ||
      document.querySelector("form[data-enter-moves] [autofocus]") ||
      document.querySelector("form[data-enter-moves] input:not([type=hidden]), form[data-enter-moves] select");
    if (first) first.focus();
    document.addEventListener("keydown", keys);
  });
})();
