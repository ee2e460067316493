"use strict";
for (const box of document.querySelectorAll(".imap")) {
  const svg = box.querySelector("svg"), status = box.querySelector("[role=status]");
  const paths = [...svg.querySelectorAll("path[data-n]")], layers = JSON.parse(box.dataset.layers);
  const full = svg.getAttribute("viewBox").split(" ").map(Number), find = (part) => box.querySelector(`[data-part=${part}]`);
  let layer = 0, view = full.slice(), chosen = null;
  const shown = (path) => !path.hasAttribute("data-off");
  const said = (path) => {
    const k = path.dataset.k.split(" ")[layer], v = path.dataset.v ? path.dataset.v.split("|")[layer] : "";
    return `${path.dataset.n}: ${layers[layer].name}: ${v || layers[layer].classes[k] || layers[layer].none}`;
  };
  const tell = (text) => { status.textContent = text; };
  const look = () => svg.setAttribute("viewBox", view.join(" "));
  const zoom = (factor) => {
    const [x, y, w, h] = view, size = Math.min(full[2], w * factor), tall = size * full[3] / full[2];
    let cx = x + w / 2, cy = y + h / 2;
    if (chosen) { const b = chosen.getBBox(); cx = b.x + b.width / 2; cy = b.y + b.height / 2; }
    view = [Math.max(full[0], Math.min(cx - size / 2, full[0] + full[2] - size)), Math.max(full[1], Math.min(cy - tall / 2, full[1] + full[3] - tall)), size, tall];
    look();
  };
  const choose = (path) => {
    if (!path) return;
    if (chosen) chosen.removeAttribute("data-on");
    chosen = path;
    path.setAttribute("data-on", "");
    path.parentNode.append(path);
    const b = path.getBBox();
    if (b.x < view[0] || b.y < view[1] || b.x + b.width > view[0] + view[2] || b.y + b.height > view[1] + view[3]) zoom(1);
    find("area").value = path.dataset.c;
    tell(said(path));
  };
  const move = (dx, dy) => {
    if (!chosen || !shown(chosen)) { choose(paths.find(shown)); return; }
    const centre = (path) => { const b = path.getBBox(); return [b.x + b.width / 2, b.y + b.height / 2]; };
    const [x, y] = centre(chosen);
    let best = null, least = Infinity;
    for (const path of paths) {
      if (path === chosen || !shown(path)) continue;
      const [px, py] = centre(path), along = (px - x) * dx + (py - y) * dy, across = Math.abs((px - x) * dy - (py - y) * dx);
      if (along > 0 && across <= along * 1.2 && along + across < least) { least = along + across; best = path; }
    }
    if (best) choose(best); else tell("No area further in that direction.");
  };
  const paint = () => {
    for (const path of paths) path.setAttribute("fill", layers[layer].colours[path.dataset.k.split(" ")[layer]] || box.dataset.none);
    for (const key of box.querySelectorAll("[data-legend]")) key.hidden = Number(key.dataset.legend) !== layer;
    if (chosen) tell(said(chosen)); else tell(`Showing ${layers[layer].name}.`);
  };
  const list = find("area");
  for (const path of paths.slice().sort((a, b) => a.dataset.n.localeCompare(b.dataset.n))) {
    const option = document.createElement("option");
    option.value = path.dataset.c;
    option.textContent = path.dataset.n;
    list.append(option);
  }
  list.addEventListener("change", () => choose(paths.find((path) => path.dataset.c === list.value)));
  find("layer").addEventListener("change", (event) => { layer = Number(event.target.value); paint(); });
  find("filter").addEventListener("change", (event) => {
    const only = event.target.value;
    for (const path of paths) path.toggleAttribute("data-off", only !== "" && path.dataset.p !== only);
    for (const row of box.querySelectorAll("tbody tr")) row.hidden = only !== "" && row.dataset.p !== only;
    const left = paths.filter(shown);
    if (chosen && !shown(chosen)) { chosen.removeAttribute("data-on"); chosen = null; }
    tell(`${left.length} areas shown.`);
  });
  find("search").addEventListener("input", (event) => {
    const word = event.target.value.trim().toLowerCase();
    if (word.length < 2) return;
    const hits = paths.filter((path) => shown(path) && `${path.dataset.n} ${path.dataset.c}`.toLowerCase().includes(word));
    if (hits.length) { choose(hits[0]); tell(`${hits.length} found. ${said(hits[0])}`); } else tell("None found.");
  });
  find("in").addEventListener("click", () => zoom(0.6));
  find("out").addEventListener("click", () => zoom(1 / 0.6));
  find("reset").addEventListener("click", () => { view = full.slice(); look(); tell("The whole area."); });
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps[event.key]) move(...steps[event.key]);
    else if (event.key === "+" || event.key === "=") zoom(0.6);
    else if (event.key === "-") zoom(1 / 0.6);
    else if (event.key === "Home") { view = full.slice(); look(); }
    else return;
    event.preventDefault();
  });
  svg.addEventListener("click", (event) => { if (event.target.dataset && event.target.dataset.n) choose(event.target); });
  find("tools").hidden = false;
}
