"use strict";
(() => {
  const save = document.getElementById("save");
  const result = document.getElementById("leanlines-result");
  save.hidden = false;
  save.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([result.textContent], { type: "application/json" }));
    link.download = "result.json";
    link.click();
  });
})();
