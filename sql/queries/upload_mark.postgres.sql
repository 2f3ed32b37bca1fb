SELECT sequence, (extract(epoch FROM updated_at) * 1000000)::bigint FROM upload_marks WHERE instance = $1
