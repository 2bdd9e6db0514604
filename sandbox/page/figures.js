/** Figures on charts: short on the axis, in full in a tooltip, with the sign that the axis names. */

/** "£" or "%" where the axis names one, so that ticks and tooltips can say it. */
export function unitOf(label = "") {
  const sign = /[£€$]/.exec(label ?? "")?.[0];
  return sign
    ? { before: sign, after: "" }
    : { before: "", after: /%/.test(label ?? "") ? " %" : /(×|\bx\b)/.test(label ?? "") ? "×" : "" };
}

/** "£184k", "1.2M", "2.29 %" for axes. */
export function compact(value, unit = { before: "", after: "" }) {
  const size = Math.abs(value);
  const [divisor, letter] = size >= 1e6 ? [1e6, "M"] : size >= 1e4 ? [1e3, "k"] : [1, ""];
  const digits = divisor > 1 ? (size / divisor < 100 ? 1 : 0) : size < 10 ? 2 : size < 100 ? 1 : 0;
  const number = (size / divisor).toLocaleString("en-GB", { maximumFractionDigits: digits });
  return `${value < 0 ? "−" : ""}${unit.before}${number}${letter}${unit.after}`;
}

/** Every digit, for tooltips. */
export const full = (value, unit) =>
  value === null
    ? "no data"
    : `${value < 0 ? "−" : ""}${unit.before}${Math.abs(value).toLocaleString("en-GB", { maximumFractionDigits: 2 })}${unit.after}`;
