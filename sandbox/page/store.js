/** The workspace as the person sees it: fetched whole, and again at every change the server announces. */

import { toast } from "./toasts.js";

export const store = { as: null, state: null, live: true, entering: false };

const watchers = new Set();
let events = null;
let fetching = null;
let stale = false;

export const watch = (watcher) => watchers.add(watcher);

/** Looks at the workspace as `person` (an id), or as whoever the server proposes. */
export async function become(person) {
  store.as = person;
  await refresh();
  listen();
}

/** Fetches the state; calls that come while one is under way are answered by one more. */
export function refresh() {
  stale = true;
  fetching ??= rounds().finally(() => (fetching = null));
  return fetching;
}

async function rounds() {
  while (stale) {
    stale = false;
    await load();
  }
}

async function load() {
  const asked = store.as;
  const reply = await fetch(`/sandbox/state${asked ? `?as=${encodeURIComponent(asked)}` : ""}`).catch(() => null);
  const state = await reply?.json().catch(() => null);
  if (reply?.status === 404 && state?.users?.length) return someoneElse(asked, state.users);
  if (!reply?.ok || !state) return connection(false);
  if (asked !== store.as) return refreshLater();
  const previous = store.state;
  store.state = state;
  store.as = state.me.id;
  connection(true);
  for (const watcher of watchers) watcher(state, previous);
}

/** Nobody was named, or nobody who is here: the first of the people that the server lists. */
function someoneElse(asked, [first]) {
  if (store.as !== asked) return refreshLater();
  store.as = first;
  return load();
}

const refreshLater = () => void (stale = true);

function listen() {
  events?.close();
  events = new EventSource(`/sandbox/events?as=${encodeURIComponent(store.as)}`);
  events.onmessage = () => refresh();
  events.onopen = () => connection(true);
  events.onerror = () => connection(false);
}

function connection(live) {
  store.live = live;
  document.body.classList.toggle("offline", !live);
}

/** Sends what the person did. Resolves to the reply; on failure says why in a toast and resolves to null. */
export async function post(path, body = {}, { quiet = false } = {}) {
  const sent = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ as: store.as, ...body }),
  };
  const reply = await fetch(path, sent).catch(() => null);
  if (!reply) return quiet ? null : failed("The pretend Slack is not answering. Is `make demo` still running?");
  const answer = await reply.json().catch(() => ({}));
  refresh();
  if (reply.ok && !answer.error && (answer.ok !== false || answer.errors)) return answer;
  return quiet
    ? null
    : failed(answer.message ?? sentence(answer.error) ?? `Something went wrong (HTTP ${reply.status}).`);
}

const sentence = (code) =>
  typeof code === "string" ? (code.includes(" ") ? code : `Slack refused this: ${code.replaceAll("_", " ")}.`) : null;

function failed(message) {
  toast(message, { kind: "error" });
  return null;
}
