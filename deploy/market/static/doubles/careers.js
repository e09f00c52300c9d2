// An employer's own page around the form: a cookie banner that comes a moment after the page, a newsletter, a search.
(() => {
  const banner = document.querySelector("[data-cookies]");
  if (!document.cookie.includes("cc-choice=")) setTimeout(() => { banner.hidden = false; }, 250);
  banner.addEventListener("click", (event) => {
    const choice = event.target.dataset.choice;
    if (!choice || choice === "settings") return;
    document.cookie = `cc-choice=${choice}; path=/`;
    banner.hidden = true;
  });

  const newsletter = document.querySelector("[data-newsletter]");
  newsletter.addEventListener("submit", async (event) => {
    event.preventDefault();
    await fetch(newsletter.action, { method: "POST", body: new FormData(newsletter) });
    newsletter.querySelector("[data-said]").textContent = "Thank you for subscribing.";
  });
  document.querySelector("[data-search]").addEventListener("submit", (event) => event.preventDefault());
})();
