/** The input asks for more than there is room for, and that showed only on the way: the user's mistake, not a fault. */
export class LimitError extends RangeError {}
