// Applies the chosen theme before the first paint, so this is a classic script in the head.
(() => {
  const THEMES = ["system", "light", "dark"];
  const LABELS = { system: "Auto", light: "Light", dark: "Dark" };
  const KEY = "theme";

  function stored() {
    try {
      const theme = localStorage.getItem(KEY);
      return THEMES.includes(theme) ? theme : "system";
    } catch {
      return "system";
    }
  }

  function apply(theme) {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }

  function bind(button) {
    const name = button.querySelector("[data-theme-name]");
    const show = () => {
      name.textContent = LABELS[stored()];
      button.setAttribute("aria-label", `Theme: ${LABELS[stored()]}`);
    };
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      const next = THEMES[(THEMES.indexOf(stored()) + 1) % THEMES.length];
      localStorage.setItem(KEY, next);
      apply(next);
      show();
    });
  }

  apply(stored());
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-theme-switch]").forEach(bind);
  });
})();
