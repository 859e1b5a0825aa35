"use strict";
// Sorting, filtering, the choice and saving. The page says everything without it.
(() => {
  const UNITS = { b: 1, bytes: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 };

  const parseSize = (text) => {
    const found = /^\s*(\d[\d_,]*(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text);
    const unit = found && UNITS[found[2].toLowerCase()];
    const value = unit ? Number(found[1].replace(/[_,]/g, "")) * unit : NaN;
    return value > 0 ? value : NaN;
  };

  const significant = (value) => {
    const rounded = Number(value.toPrecision(3));
    const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded) || 1)));
    return rounded.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  };
  const memory = (bytes) => (bytes < 2 ** 20 ? `${significant(bytes / 2 ** 10)}\u00a0KiB` : `${significant(bytes / 2 ** 20)}\u00a0MiB`);

  const choose = (form) => {
    const section = form.closest("section");
    const measured = Number(form.dataset.bytes);
    const needs = [...section.querySelectorAll("tr[data-fixed]")].map((row) => ({
      key: row.dataset.row,
      name: row.dataset.name,
      fixed: Number(row.dataset.fixed),
      grown: Number(row.dataset.grown),
      power: Number(row.dataset.power),
      seconds: Number(row.dataset.seconds),
      rank: row.dataset.rank,
    }));
    const { limit, size } = form.elements;
    const output = form.querySelector("output");
    const assumed = form.querySelector(".assumed");
    const opening = size && size.value;

    const total = (need, share) => need.fixed + need.grown * share ** need.power;
    const code = (need) => {
      const name = document.createElement("code");
      name.textContent = need.name;
      return name;
    };
    const { unit, unitSize } = form.dataset; // of the table: one call has one figure on the page
    const seconds = (value) => `${significant(value / Number(unitSize))}\u00a0${unit}`;
    const figures = (need, share) => `${memory(total(need, share))} and ${seconds(need.seconds * share)}`;
    const leastOf = (some, share) => some.reduce((a, b) => (total(b, share) < total(a, share) ? b : a));
    // The same sentences as in reports/view/choice.py.
    const words = (fitting, about, share) => {
      const equal = fitting.filter((need) => need.rank === fitting[0].rank);
      const first = leastOf(equal, share);
      const { untold } = form.dataset;
      if (fitting.length === 1) return ["Take ", code(first), `, the only one that fits: ${about}${figures(first, share)}.`];
      if (untold) return [code(first), ` is the fastest so far that fits, with ${about}${figures(first, share)}; ${untold}.`];
      if (equal.length === 1) return ["Take ", code(first), `: the fastest that fits, with ${about}${figures(first, share)}.`];
      return [
        "Take ",
        code(first),
        `: of the ${equal.length} that fit and are the fastest within the noise, it has the lowest peak, with ${about}${figures(first, share)}.`,
      ];
    };
    const none = (about, share) => {
      const least = leastOf(needs, share);
      return ["None fits. ", code(least), ` needs the least memory: ${about}${figures(least, share)}.`];
    };
    const update = () => {
      const most = parseSize(limit.value);
      const bytes = size ? (size.value === opening ? measured : parseSize(size.value)) : measured;
      limit.setAttribute("aria-invalid", String(Number.isNaN(most)));
      if (size) size.setAttribute("aria-invalid", String(Number.isNaN(bytes)));
      if (Number.isNaN(most) || Number.isNaN(bytes)) {
        output.textContent = "Write a size as 512 MiB, 10 GB or 200 kB.";
        return;
      }
      const share = measured ? bytes / measured : 1;
      const fits = (need) => total(need, share) <= most;
      const about = share === 1 ? "" : "about ";
      const fitting = needs.filter(fits);
      output.replaceChildren(...(fitting.length ? words(fitting, about, share) : none(about, share)));
      if (assumed) assumed.hidden = share === 1;
      for (const need of needs) {
        for (const each of section.querySelectorAll(`[data-row="${CSS.escape(need.key)}"]`)) each.classList.toggle("unfit", !fits(need));
      }
    };
    form.querySelector(".asked").hidden = false;
    form.querySelector(".given").hidden = true;
    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
  };

  const sortable = (table) => {
    const body = table.tBodies[0];
    table.querySelectorAll("thead th").forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        const numeric = head.dataset.kind === "number";
        const value = (row) => {
          const cell = row.cells[column];
          return numeric ? (cell.dataset.sort === undefined ? null : Number(cell.dataset.sort)) : cell.textContent;
        };
        const compare = (a, b) => {
          const [x, y] = [value(a), value(b)];
          if (x === null || y === null) return (x === null) - (y === null);
          return turn * (numeric ? x - y : x.localeCompare(y, "en"));
        };
        body.append(...[...body.rows].sort(compare));
        table.querySelectorAll("th[aria-sort]").forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", turn === 1 ? "ascending" : "descending");
      });
    });
  };

  const filter = (paragraph) => {
    const input = paragraph.querySelector("input");
    const rows = [...document.getElementById(input.dataset.table).querySelectorAll("tbody tr")];
    paragraph.hidden = false;
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      for (const row of rows) {
        const text = [".name", ".python", ".needs", ".answer"].map((each) => row.querySelector(each)?.textContent ?? "").join(" ");
        row.hidden = !text.toLowerCase().includes(wanted);
      }
      const shown = rows.filter((row) => !row.hidden).length;
      paragraph.querySelector("[role=status]").textContent = wanted ? `${shown} of ${rows.length}` : "";
    });
  };

  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let each = target; each; each = each.parentElement.closest("details")) if (each.tagName === "DETAILS") each.open = true;
    if (target) target.scrollIntoView();
  };

  const saving = (button) => {
    button.hidden = false;
    const whole = async () => {
      const text = document.getElementById("leanlines-result").textContent;
      const { deflated } = JSON.parse(text);
      if (!deflated) return new Blob([text], { type: "application/json" });
      const bytes = Uint8Array.from(atob(deflated), (each) => each.charCodeAt(0));
      return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).blob();
    };
    button.addEventListener("click", async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await whole());
      link.download = "result.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href));
    });
  };

  document.querySelectorAll("form.choice").forEach(choose);
  document.querySelectorAll("table.rows").forEach(sortable);
  document.querySelectorAll(".filter").forEach(filter);
  saving(document.getElementById("save"));
  addEventListener("hashchange", unfold);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  unfold();
})();
