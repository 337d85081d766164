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

/**
 * A place for each label, within the frame and on no other label or point, from the top down: near its point, and on as few
 * lines as may be. Cost: O(n²).
 * @param lines of the picture, as the boxes that they cover
 * @returns by label; undefined where there is no room
 */
export function labelPlaces(
  labels: readonly Labelled[],
  frame: Frame,
  lines: readonly Box[],
): readonly (Place | undefined)[] {
  const taken: Box[] = labels.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  const found = new Map<Labelled, Place>();
  for (const label of [...labels].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const [best] = placesOf(label, frame)
      .map((place) => ({ place, box: boxOf(label, place) }))
      .filter(({ box }) => !taken.some((other) => overlap(box, other)))
      .map(({ place, box }) => ({
        place,
        box,
        cost: place.far + CROSSED * lines.filter((line) => overlap(box, line)).length,
      }))
      .sort((a, b) => a.cost - b.cost);
    if ((best as typeof best | undefined) === undefined) continue;
    taken.push(best.box);
    found.set(label, best.place);
  }
  return labels.map((label) => found.get(label));
}

/** Places within the frame, from the nearest on. */
function placesOf({ x, y, width, height }: Labelled, frame: Frame): Place[] {
  const middle = Math.min(Math.max(0, x - width / 2), Math.max(0, frame.width - width)) - x;
  return STEPS.flatMap((far) => [-height / 2 - 3 - far, height / 2 + 4 + far].map((dy) => ({ dy, far })))
    .flatMap(({ dy, far }) => [GAP, -GAP - width, middle].map((dx) => ({ dx, dy, far })))
    .filter(
      ({ dx, dy }) =>
        x + dx >= 0 && x + dx + width <= frame.width && y + dy >= height / 2 && y + dy + height / 2 <= frame.height,
    );
}

function boxOf({ x, y, width, height }: Labelled, { dx, dy }: Place): Box {
  return { left: x + dx, right: x + dx + width, top: y + dy - height / 2, bottom: y + dy + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
