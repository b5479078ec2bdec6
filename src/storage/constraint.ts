import Database from 'better-sqlite3';

/** Did the database refuse a row? For the constraints a person can run into; every other error is a fault. */
export const violates = (error: unknown, constraint: 'CHECK' | 'UNIQUE' | 'TRIGGER'): boolean =>
  error instanceof Database.SqliteError && error.code === `SQLITE_CONSTRAINT_${constraint}`;
