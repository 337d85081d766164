import { z } from 'zod';
import { READABLE_COLUMNS, type ReadableColumn } from '../../recorded/index.js';

/** A mapping of columns, by name: what the file calls it. */
export function columnsSchema() {
  const columns = Object.fromEntries(READABLE_COLUMNS.map((column) => [column, columnName().optional()]));
  return z
    .strictObject(columns as Record<ReadableColumn, z.ZodOptional<z.ZodString>>)
    .refine((names) => names.arrival_ms === undefined || names.arrival_s === undefined, {
      error: 'expected one of arrival_ms and arrival_s, not both',
    });
}

export function columnName() {
  return z.string('expected the name of a column').min(1, EXPECTED_NAME).max(NAME_LENGTH, EXPECTED_NAME);
}

const NAME_LENGTH = 200;
const EXPECTED_NAME = `expected 1 to ${NAME_LENGTH} characters`;
