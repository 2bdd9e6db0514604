/** Where the person is: channel, tab and thread, kept in the address so that Back, reload and a second window work. */

export const here = { as: null, channel: null, tab: "messages", thread: null };

const watchers = new Set();
export const onMove = (watcher) => watchers.add(watcher);

/** Reads the address: `?as=U1#C2`, `#C2/thread/17.0`, `#D3/home`. */
export function readAddress() {
  here.as = new URLSearchParams(location.search).get("as");
  const [channel, kind, thread] = decodeURIComponent(location.hash.slice(1)).split("/");
  here.channel = channel || null;
  here.tab = kind === "home" ? "home" : "messages";
  here.thread = kind === "thread" ? thread : null;
}

function address() {
  const tail = here.thread ? `/thread/${here.thread}` : here.tab === "home" ? "/home" : "";
  const search = new URLSearchParams(location.search);
  if (here.as) search.set("as", here.as);
  return `?${search}#${here.channel ?? ""}${tail}`;
}

/** Moves; `replacing` leaves no step for the Back button. */
export function go(change, { replacing = false } = {}) {
  const elsewhere = change.channel !== undefined && change.channel !== here.channel;
  Object.assign(here, elsewhere ? { tab: "messages", thread: null } : {}, change);
  if (replacing) history.replaceState(null, "", address());
  else history.pushState(null, "", address());
  for (const watcher of watchers) watcher();
}

window.addEventListener("popstate", () => {
  readAddress();
  for (const watcher of watchers) watcher();
});
