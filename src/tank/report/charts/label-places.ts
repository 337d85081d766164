/** Where names beside points have room. */

export interface Place {
  /** From the point to the left end of its label, and to the middle of the label, in pixels. */
  readonly dx: number;
  readonly dy: number;
  /** How much further from its point it stands than it would with all room. */
  readonly far: number;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Labelled {
  /** In pixels from the left, and from the top. */
  readonly x: number;
  readonly y: number;
  /** Of its label, in pixels. */
  readonly width: number;
  readonly height: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
}

/** Between a point and its label. */
const GAP = 8;
/** From a label that stands just above or below its point to the next places. */
const STEPS = [0, 14, 28, 42, 56];

/** A line through a label is as bad as a place so many pixels further away. */
const CROSSED = 16;

/** A picture in one of its sizes. */
export interface View {
  /** In all views the same labels. */
  readonly labels: readonly Labelled[];
  readonly frame: Frame;
  /** Of the picture, as the boxes that they cover. */
  readonly lines: readonly Box[];
}

/**
 * A place for each label that holds in all views: within the frame and on no other label or point, from the top down: near its
 * point, and on as few lines as may be. Cost: O(n²).
 * @returns by label; undefined where there is no room
 */
export function labelPlaces(views: readonly View[]): readonly (Place | undefined)[] {
  const [{ labels, frame }] = views;
  const taken = views.map((view) => view.labels.map(pointBox));
  const found = new Map<number, Place>();
  for (const l of [...labels.keys()].sort((a, b) => labels[a].y - labels[b].y || labels[a].x - labels[b].x)) {
    const [best] = placesOf(labels[l], frame)
      .map((place) => ({ place, boxes: views.map((view) => boxOf(view.labels[l], place)) }))
      .filter(({ boxes }) => boxes.every((box, v) => isFree(box, views[v].frame, taken[v])))
      .map(({ place, boxes }) => ({ place, boxes, cost: place.far + CROSSED * crossings(boxes, views) }))
      .sort((a, b) => a.cost - b.cost);
    if ((best as typeof best | undefined) === undefined) continue;
    best.boxes.forEach((box, v) => taken[v].push(box));
    found.set(l, best.place);
  }
  return labels.map((_, l) => found.get(l));
}

function pointBox({ x, y }: Labelled): Box {
  return { left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 };
}

function isFree(box: Box, { width, height }: Frame, taken: readonly Box[]): boolean {
  const isInside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
  return isInside && !taken.some((other) => overlap(box, other));
}

function crossings(boxes: readonly Box[], views: readonly View[]): number {
  return boxes.reduce((sum, box, v) => sum + views[v].lines.filter((line) => overlap(box, line)).length, 0);
}

/** Places from the nearest on. */
function placesOf({ x, width, height }: Labelled, frame: Frame): Place[] {
  const middle = Math.min(Math.max(0, x - width / 2), Math.max(0, frame.width - width)) - x;
  return STEPS.flatMap((far) => [-height / 2 - 3 - far, height / 2 + 4 + far].map((dy) => ({ dy, far }))).flatMap(
    ({ dy, far }) => [GAP, -GAP - width, middle].map((dx) => ({ dx, dy, far })),
  );
}

function boxOf({ x, y, width, height }: Labelled, { dx, dy }: Place): Box {
  return { left: x + dx, right: x + dx + width, top: y + dy - height / 2, bottom: y + dy + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
