import { fuzzFormats } from './fuzz-formats.js';

fuzzFormats({ fileCount: 250, rowCount: 60, parquetCount: 40 });
