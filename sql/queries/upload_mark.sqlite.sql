SELECT sequence, updated_at FROM upload_marks WHERE instance = ?1
