/** Small line drawings, one path each, on a 20 by 20 grid. */

import { svg } from "./dom.js";

const PATHS = {
  at: "M13.2 10a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0zm0 0v1.2a2.2 2.2 0 0 0 4.3.6A7.5 7.5 0 1 0 14 16.4",
  back: "M12 4.5 6.5 10l5.5 5.5M7 10h8",
  bold: "M6 4h5a3 3 0 0 1 0 6H6zm0 6h6a3 3 0 0 1 0 6H6z",
  calendar: "M4 5.5h12v11H4zM4 9h12M7.5 3v4M12.5 3v4",
  check: "m4.5 10.5 3.6 3.6 7.4-8",
  clock: "M10 5.5V10l3 2M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0z",
  close: "m5 5 10 10M15 5 5 15",
  code: "m7 6-4 4 4 4m6-8 4 4-4 4",
  dots: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  down: "m5.5 8 4.5 4.5L14.5 8",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM12 10a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
  file: "M5 3.5h6.5L15.5 7.5V16.5H5zM11.5 3.5v4h4",
  hash: "M8 3 6.5 17M13.5 3 12 17M3.5 7.5h14M2.5 12.5h14",
  home: "m3.5 9.5 6.5-6 6.5 6V16.5h-4.5v-4h-4v4H3.5z",
  italic: "M8.5 4h6M5.5 16h6M12 4 8 16",
  left: "M12.5 5 7.5 10l5 5",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  message: "M4 4h12v9.5H9.5L6 16.8V13.5H4z",
  people:
    "M9.5 8a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM2.5 16c0-2.8 2-4.5 4.5-4.5s4.5 1.7 4.5 4.5M13 5.7a2.4 2.4 0 0 1 0 4.6M14.5 12c1.9.6 3 2 3 4",
  reset: "M4.5 8A6 6 0 1 1 4 11.5M4 4v4.2h4.2",
  right: "M7.5 5l5 5-5 5",
  scene: "M3.5 8h13v8.5h-13zM3.5 8l12.3-3.6M7 7l1.5-1.9M11 5.9 12.5 4",
  search: "M13.5 8.5a5 5 0 1 1-10 0 5 5 0 0 1 10 0zM12.2 12.2 17 17",
  send: "M3.5 3.8 17 10 3.5 16.2 5.6 10zM5.6 10H11",
  skip: "m4 5 6 5-6 5zM10.5 5l6 5-6 5zM17 5v10",
  slash: "M12.5 3.5 7.5 16.5",
  sort: "m6.5 8 3.5-3.5L13.5 8M6.5 12l3.5 3.5 3.5-3.5",
  strike: "M3.5 10h13M13.5 6.5C13 5 11.8 4 10 4 8 4 6.5 5 6.5 6.8M6.5 13.5C7 15.2 8.3 16 10 16c2 0 3.5-1 3.5-2.8",
  thread: "M4 4h12v9H8l-4 3.5zM7.5 7.5h5M7.5 10h3",
  warning: "M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.4v.1",
};

/** A decorative drawing; the control around it carries the words. */
export function icon(name, size = 18) {
  const drawing = {
    viewBox: "0 0 20 20",
    width: size,
    height: size,
    class: `icon icon-${name}`,
    "aria-hidden": "true",
  };
  return svg("svg", drawing, svg("path", { d: PATHS[name] }));
}

/** Shelftalk's own mark, also the app's avatar. */
export function mark() {
  const image = document.createElement("img");
  image.src = "/page/favicon.svg";
  image.alt = "";
  return image;
}
