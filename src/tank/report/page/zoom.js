/* Zooming by buttons, as the wheel does it: the scales of a chart that follow its selection named zoom. */

/** The scales of a Vega specification that zoom, each with the signal of its domain. */
export function zoomsOf({ scales = [] }) {
  return scales.flatMap(({ name, domainRaw }) => {
    const [, field] = /^zoom\["(.+)"\]$/.exec(domainRaw?.signal ?? '') ?? [];
    return field === undefined ? [] : [{ scale: name, signal: `zoom_${field}` }];
  });
}

/**
 * Shows so many times as much of a chart around its middle; what shows all shows no more.
 * @param times below 1 to zoom in, Infinity for all
 */
export function zoomBy(view, zooms, times) {
  const isWhole = zooms.every(({ signal }) => !Array.isArray(view.signal(signal)));
  if (isWhole && times > 1) return;
  const domains = zooms.map(({ scale: name }) => (times === Infinity ? null : widened(view.scale(name), times)));
  zooms.forEach(({ signal }, z) => view.signal(signal, domains[z]));
  void view.runAsync();
}

/** The domain that `times` the range of a scale has, whether it is linear or logarithmic. */
function widened(scale, times) {
  const [first, last] = scale.range();
  const [middle, half] = [(first + last) / 2, (times * (last - first)) / 2];
  return [scale.invert(middle - half), scale.invert(middle + half)];
}
