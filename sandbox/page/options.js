/** What each kind of select offers, and what its value looks like in Slack's payloads. */

import { everyone, everywhere, isSlackbot, nameOf, titleOf } from "./directory.js";
import { avatar } from "./avatar.js";
import { icon } from "./icons.js";

/** The words of a text object. */
export const words = (text) => (typeof text === "string" ? text : (text?.text ?? ""));
const shape = (option) => ({
  text: words(option.text),
  description: words(option.description),
  value: option.value,
  raw: option,
});
const has = (option, typed) => `${option.text} ${option.description}`.toLowerCase().includes(typed.toLowerCase());

const whole = (option) => option.raw;
const byId = (option) => option.value;
const family = (noun, search, fold) => ({
  one: `selected_${noun}`,
  many: `selected_${noun}s`,
  initial: noun,
  search,
  fold,
});

/** How each family finds its options, and how a choice is folded into the payload. */
export const FAMILIES = {
  static: family("option", staticOptions, whole),
  external: family("option", externalOptions, whole),
  users: family("user", peopleOptions, byId),
  channels: family("channel", channelOptions, byId),
  conversations: family("conversation", conversationOptions, byId),
};

function staticOptions(element, typed) {
  const groups = element.option_groups?.map((group) => ({
    label: words(group.label),
    options: group.options.map(shape),
  })) ?? [{ options: (element.options ?? []).map(shape) }];
  return groups.map((group) => ({ ...group, options: group.options.filter((option) => has(option, typed)) }));
}

async function externalOptions(element, typed, { surface, blockId }) {
  const reply = await surface.suggest(blockId, element.action_id, typed);
  if (!reply) return [];
  const groups = reply.option_groups ?? [{ options: reply.options ?? [] }];
  return groups.map((group) => ({ label: words(group.label), options: group.options.map(shape) }));
}

const personOption = (user) => ({
  text: nameOf(user),
  description: user.title ?? "",
  value: user.id,
  picture: avatar(user, 20),
});
const placeOption = (channel) => ({
  text: channel.kind === "channel" || channel.kind === "private" ? channel.name : titleOf(channel),
  description: "",
  value: channel.id,
  picture: icon(channel.kind === "private" ? "lock" : channel.kind === "channel" ? "hash" : "message", 16),
});

const offered = (options, typed) => [{ options: options.filter((option) => has(option, typed)) }];

function peopleOptions(element, typed) {
  const people = everyone().filter((user) => !user.is_bot && !isSlackbot(user));
  return offered(people.map(personOption), typed);
}

function channelOptions(element, typed) {
  return offered(
    everywhere()
      .filter(({ kind }) => kind === "channel")
      .map(placeOption),
    typed,
  );
}

const KINDS = { channel: "public", private: "private", dm: "im", app: "im" };

function conversationOptions(element, typed) {
  const include = element.filter?.include ?? ["public", "private", "im"];
  const bots = !element.filter?.exclude_bot_users;
  const shown = everywhere().filter(({ kind }) => include.includes(KINDS[kind]) && (bots || kind !== "app"));
  return offered(shown.map(placeOption), typed);
}
