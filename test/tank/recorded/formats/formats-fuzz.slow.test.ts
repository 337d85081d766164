import { fuzzFormats } from './fuzz-formats.js';

fuzzFormats({ fileCount: 1500, rowCount: 400, parquetCount: 400 });
