/** What a message, a modal or the Home tab offers its elements: their values, and a way to act. */

import { post } from "./store.js";

const remembered = new Map();

export class Surface {
  /**
   * `container` is `{channel, ts}` or `{view_id}`. Values outlive a redraw, as they do in Slack when a view is updated
   * and the block keeps its ids.
   */
  constructor(container, { kind }) {
    this.container = container;
    this.kind = kind;
    this.key = container.view_id ?? `${container.channel}/${container.ts}`;
    this.values = remembered.get(this.key) ?? {};
    remembered.set(this.key, this.values);
    this.live = new Map();
    this.edited = () => {};
  }

  /** A block is drawn (again): its elements are those that `begin` from here on. */
  renew(blockId) {
    this.live.set(blockId, new Set());
  }

  /** The value now; on first sight, what the element starts with. */
  begin(blockId, actionId, initial) {
    this.live.get(blockId)?.add(actionId);
    const block = (this.values[blockId] ??= {});
    block[actionId] ??= initial;
    return block[actionId];
  }

  put(blockId, actionId, value) {
    (this.values[blockId] ??= {})[actionId] = value;
    this.edited(blockId);
  }

  /** Slack's `state.values`, of the elements that are on show. */
  state() {
    const shown = [...this.live].filter(([blockId, actions]) => actions.size && this.shows(blockId));
    const held = (blockId, actions) =>
      Object.fromEntries([...actions].map((action) => [action, this.values[blockId][action]]));
    return { values: Object.fromEntries(shown.map(([blockId, actions]) => [blockId, held(blockId, actions)])) };
  }

  shows(blockId) {
    return !this.root || this.root.querySelector(`[data-block="${CSS.escape(blockId)}"]`) !== null;
  }

  act(blockId, action) {
    const body = {
      container: this.container,
      block_id: blockId,
      action: { block_id: blockId, ...action },
      state: this.state(),
    };
    // A message says itself, below its blocks, that the app did not answer; a view has no such place.
    return post("/sandbox/act", body, { quiet: this.kind === "message" });
  }

  suggest(blockId, actionId, value) {
    return post("/sandbox/suggest", { container: this.container, block_id: blockId, action_id: actionId, value });
  }
}

/** A closed view's values are gone; opened again, it starts afresh. */
export function forget(isOpen) {
  for (const key of remembered.keys()) if (!key.includes("/") && !isOpen(key)) remembered.delete(key);
}
