/** From this width on the lines carry their names at the right end, px; and the room these names take. */
export const DIRECT_FROM_PX = 560;
export const LABEL_ROOM = 66;
/** Room of the labels of the y axis. */
export const Y_ROOM = 46;

/** Room at the right of a plot of this width. */
export const rightRoom = (width: number): number => (width >= DIRECT_FROM_PX ? LABEL_ROOM : 12);
