// Runs before the first paint, so that a dark room never sees a white flash.
(function () {
  var choice = "system";
  try { choice = localStorage.getItem("theme") || "system"; } catch (e) { /* storage may be forbidden */ }
  var dark = choice === "dark" || (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
