// SPDX-License-Identifier: Apache-2.0
// DuckDB as a peer: `duckdb.mjs ingest|refresh FOLDER NOW` prints the seconds and a check of what it computed. FOLDER
// holds columns of 8-byte integers. It writes less than Steward: scores, no events, no timeline, no change records.
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// Not an import: only require looks where NODE_PATH says.
const { DuckDBInstance, DuckDBDataChunk, BIGINT } = createRequire(import.meta.url)('@duckdb/node-api');

const NAMES = ['owner', 'context', 'source', 'start', 'end', 'recorded', 'value'];
const CHUNK = 2048;

const [task, folder, now] = process.argv.slice(2);
if (task === 'installed') process.exit(0);

/** The rows as chunks of columns, ready to be appended. */
function loadChunks() {
  const columns = NAMES.map((name) => {
    const bytes = readFileSync(join(folder, name));
    return new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  });
  const chunks = [];
  for (let at = 0; at < columns[0].length; at += CHUNK) {
    chunks.push(columns.map((column) => Array.from(column.subarray(at, at + CHUNK))));
  }
  return chunks;
}

async function open() {
  const path = join(folder, 'peer.duckdb');
  for (const rest of ['', '.wal']) rmSync(path + rest, { force: true });
  const connection = await (await DuckDBInstance.create(path)).connect();
  await connection.run(`CREATE TABLE metric_row (${NAMES.map((name) => `"${name}" BIGINT`).join(', ')})`);
  return connection;
}

async function append(connection, chunks) {
  const types = NAMES.map(() => BIGINT);
  await connection.run('BEGIN');
  const appender = await connection.createAppender('metric_row');
  for (const columns of chunks) {
    const chunk = DuckDBDataChunk.create(types, columns[0].length);
    columns.forEach((values, i) => chunk.setColumnValues(i, values));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await connection.run('COMMIT');
  await connection.run('CHECKPOINT');
}

const timed = async (work) => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
};
const answer = async (connection, sql) => (await connection.runAndReadAll(sql)).getRows()[0].join('-');

/** The score of each engagement as its health definition in refresh.cpp says: target 80, equal weights. */
const SCORES = `
WITH latest AS (
  SELECT owner, context, arg_max(value, ("end", start)) AS value
  FROM metric_row WHERE "end" <= ${now} AND context <> 0 GROUP BY owner, context),
attained AS (
  SELECT context, (least(greatest(value, 0), 80000000) * 100 + 40) // 80 AS attainment FROM latest)
SELECT context AS engagement, (sum(20 * attainment) + sum(20) // 2) // sum(20) AS score FROM attained GROUP BY context`;

async function ingest(connection) {
  const chunks = loadChunks();
  const seconds = await timed(() => append(connection, chunks));
  return [seconds, await answer(connection, 'SELECT count(*), sum(value) FROM metric_row')];
}

async function refresh(connection) {
  await append(connection, loadChunks());
  await connection.run('CREATE TABLE engagement (id BIGINT PRIMARY KEY, score BIGINT, scored_at BIGINT)');
  await connection.run('CREATE TABLE score_history (engagement BIGINT, as_of BIGINT, score BIGINT, scored_at BIGINT)');
  await connection.run('INSERT INTO engagement SELECT DISTINCT context, NULL::BIGINT, NULL::BIGINT FROM metric_row WHERE context <> 0');
  await connection.run('CHECKPOINT');
  const seconds = await timed(async () => {
    await connection.run('BEGIN');
    await connection.run(`CREATE TEMP TABLE scored AS ${SCORES}`);
    await connection.run(`UPDATE engagement SET score = s.score, scored_at = ${now} FROM scored s WHERE s.engagement = id`);
    await connection.run(`INSERT INTO score_history SELECT engagement, ${now} // 86400000, score, ${now} FROM scored`);
    await connection.run('COMMIT');
    await connection.run('CHECKPOINT');
  });
  return [seconds, await answer(connection, `SELECT count(*), sum(score * (id % 97 + 1)) FROM engagement WHERE scored_at = ${now}`)];
}

const connection = await open();
console.log((await { ingest, refresh }[task](connection)).join(' '));
