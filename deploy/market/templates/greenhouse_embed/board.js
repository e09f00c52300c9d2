// What an employer's page takes in: it puts the form of the job in the page's own address into a frame.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  const board = new URL(document.currentScript.src).searchParams.get("for");
  const job = new URLSearchParams(window.location.search).get("gh_jid");
  const load = () => {
    const frame = document.createElement("iframe");
    frame.id = {{ frame|tojson }};
    frame.title = "Greenhouse Job Board";
    frame.width = "100%";
    frame.height = "600";
    frame.style.border = "0";
    frame.setAttribute("scrolling", "no");
    frame.allow = "geolocation";
    frame.src = `${origin}/embed/job_app?${new URLSearchParams({ for: board, token: job, b: window.location.href })}`;
    window.addEventListener("message", (event) => {
      if (event.origin !== origin || event.source !== frame.contentWindow) return;
      if (event.data.height) frame.height = String(event.data.height);
      if (event.data.top) frame.scrollIntoView();
    });
    document.getElementById("grnhse_app").append(frame);
  };
  if (document.readyState === "complete") load();
  else window.addEventListener("load", load);
})();
